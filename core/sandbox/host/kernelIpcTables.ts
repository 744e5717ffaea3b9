// The tables of System V shared memory, semaphores and message queues under /proc/sysvipc, with nothing in them.
// Source: the kernel's `ipc/shm.c`, `ipc/sem.c` and `ipc/msg.c`.

const OWNERS = '  uid   gid  cuid  cgid';
const SHARED_MEMORY = `perms                  size  cpid  lpid nattch ${OWNERS}      atime      dtime      ctime`;
const PAGES = '                  rss                  swap';

/** Path and text of each table. */
export const IPC_TABLES: readonly (readonly [path: string, text: string])[] = [
  ['/proc/sysvipc/shm', `       key      shmid ${SHARED_MEMORY} ${PAGES}\n`],
  ['/proc/sysvipc/sem', `       key      semid perms      nsems ${OWNERS}      otime      ctime\n`],
  [
    '/proc/sysvipc/msg',
    `       key      msqid perms      cbytes       qnum lspid lrpid ${OWNERS}      stime      rtime      ctime\n`,
  ],
];
