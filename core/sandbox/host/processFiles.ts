// The folder under /proc of each process of a virtual host. Source: proc(5) and its companions.

import { fileName } from '#core/base/posixPath.ts';
import { encodeUtf8 } from '#core/base/utf8.ts';
import { errnoOf } from '../vfs/errno.ts';
import type { FileSystem } from '../vfs/fileSystem.ts';
import { ROOT } from '../vfs/permissions.ts';
import type { ProcessState } from './processState.ts';
import { PID_NAMESPACE, type ProcessEntry, type ProcessTable } from './processTable.ts';

/** Clock ticks of a second. */
const TICKS = 100;
const PAGE_KB = 4;

/** Letter and word of each state. */
const STATES: Readonly<Record<ProcessState, readonly [letter: string, word: string]>> = {
  Run: ['R', 'running'],
  Sleep: ['S', 'sleeping'],
  Idle: ['I', 'idle'],
  Stop: ['T', 'stopped'],
  Zombie: ['Z', 'zombie'],
};

const NAMESPACES = { pid: PID_NAMESPACE, mnt: 4_026_531_841, net: 4_026_531_840, user: 4_026_531_837 } as const;

/** Where programs are looked for that a command names without a folder. */
const SEARCH_PATH = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** Makes the folders of all processes, and `self` for the runner. */
export function showProcesses(fs: FileSystem, table: ProcessTable, uptimeSeconds: number): void {
  for (const entry of table.list()) showProcess(fs, entry, uptimeSeconds);
  fs.symlink(ROOT, String(table.runner.pid), '/proc/self');
}

/** Makes the folder of a process, or shows there what has become of it. */
export function showProcess(fs: FileSystem, entry: ProcessEntry, uptimeSeconds: number): void {
  const folder = processFolder(entry.pid);
  const isNew = fs.walk(ROOT, folder).inode === undefined;
  if (isNew) makeFolder(fs, folder, entry);
  write(fs, entry, 'cmdline', entry.command.map((part) => `${part}\0`).join(''));
  write(fs, entry, 'comm', `${entry.name}\n`);
  write(fs, entry, 'stat', statText(entry, uptimeSeconds));
  write(fs, entry, 'statm', `${entry.memoryKb} ${Math.trunc(entry.memoryKb / PAGE_KB)} 0 0 0 0 0\n`);
  write(fs, entry, 'status', statusText(entry));
}

/** Takes away the folder of a process that is gone. */
export function hideProcess(fs: FileSystem, pid: number): void {
  removeTree(fs, processFolder(pid));
}

/** Path of the program that a process runs, links followed; undefined where there is none. */
export function executablePath(fs: FileSystem, { command: [program = ''] }: ProcessEntry): string | undefined {
  const candidates = program.includes('/') ? [program] : SEARCH_PATH.map((folder) => `${folder}/${program}`);
  for (const path of candidates) {
    let found: string | undefined;
    errnoOf(() => {
      if (fs.lookup(ROOT, path).kind === 'file') found = fs.realPath(ROOT, path);
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Paths that a process holds open: those of the host file, or those that a command holds by its nature. */
export function heldOpen(fs: FileSystem, entry: ProcessEntry): readonly string[] {
  if (entry.listed?.openFiles !== undefined) return entry.openFiles;
  return followedFiles(entry.command).flatMap((name) => {
    let path: string | undefined;
    errnoOf(() => {
      path = fs.realPath(ROOT, name.startsWith('/') ? name : `${entry.workingDirectory}/${name}`);
    });
    return path ?? [];
  });
}

/** Files that `tail -f` follows. */
function followedFiles([program = '', ...args]: readonly string[]): readonly string[] {
  if (fileName(program) !== 'tail' || !args.some((arg) => TAIL_FOLLOWS.test(arg))) return [];
  return args.filter((arg, index) => !arg.startsWith('-') && !TAIL_TAKES_VALUE.test(args[index - 1] ?? ''));
}

const TAIL_FOLLOWS = /^-(?:[a-zA-Z0-9]*[fF]|-follow(?:=|$))/;
/** Options whose value is the next argument. */
const TAIL_TAKES_VALUE = /^-(?:[a-zA-Z]*[ncs]|-(?:lines|bytes|pid|sleep-interval))$/;

function processFolder(pid: number): string {
  return `/proc/${pid}`;
}

function makeFolder(fs: FileSystem, folder: string, entry: ProcessEntry): void {
  for (const path of [folder, `${folder}/ns`]) {
    const directory = fs.mkdir(ROOT, path, { mode: path === folder ? 0o555 : 0o511 });
    fs.chown(ROOT, directory, entry.uid, entry.gid);
  }
  for (const [name, id] of Object.entries(NAMESPACES)) fs.symlink(ROOT, `${name}:[${id}]`, `${folder}/ns/${name}`);
  fs.symlink(ROOT, entry.workingDirectory, `${folder}/cwd`);
  fs.symlink(ROOT, '/', `${folder}/root`);
  const executable = executablePath(fs, entry);
  if (executable !== undefined) fs.symlink(ROOT, executable, `${folder}/exe`);
}

function write(fs: FileSystem, entry: ProcessEntry, name: string, text: string): void {
  const path = `${processFolder(entry.pid)}/${name}`;
  const file = fs.openFile(ROOT, path, { write: true, create: true, truncate: true });
  file.write(encodeUtf8(text));
  fs.chmod(ROOT, file.inode, 0o444);
  fs.chown(ROOT, file.inode, entry.uid, entry.gid);
}

function statText(entry: ProcessEntry, uptimeSeconds: number): string {
  const [letter] = STATES[entry.state];
  const cpuTicks = Math.trunc((entry.runSeconds * TICKS * entry.cpuPercent) / 100);
  const started = Math.max(0, uptimeSeconds - entry.runSeconds) * TICKS;
  const threads = entry.threads.length + 1;
  const head = `${entry.pid} (${entry.name}) ${letter} ${entry.parent} ${entry.pid} ${entry.pid} 0 -1 4194304 0 0 0 0`;
  const size = `${entry.memoryKb * 1024} ${Math.trunc(entry.memoryKb / PAGE_KB)}`;
  const rest = Array.from({ length: 28 }, () => '0').join(' ');
  return `${head} ${cpuTicks} 0 0 0 20 0 ${threads} 0 ${started} ${size} ${rest}\n`;
}

function statusText(entry: ProcessEntry): string {
  const [letter, word] = STATES[entry.state];
  const four = (id: number) => `${id}\t${id}\t${id}\t${id}`;
  return [
    `Name:\t${entry.name}`,
    `State:\t${letter} (${word})`,
    `Tgid:\t${entry.pid}`,
    `Pid:\t${entry.pid}`,
    `PPid:\t${entry.parent}`,
    `Uid:\t${four(entry.uid)}`,
    `Gid:\t${four(entry.gid)}`,
    `NSpid:\t${entry.pid}`,
    `VmRSS:\t${String(entry.memoryKb).padStart(8)} kB`,
    `Threads:\t${entry.threads.length + 1}`,
    '',
  ].join('\n');
}

function removeTree(fs: FileSystem, path: string): void {
  const inode = fs.walk(ROOT, path, { follow: false }).inode;
  if (inode?.kind !== 'directory') {
    errnoOf(() => fs.unlink(ROOT, path));
    return;
  }
  for (const { name } of fs.list(ROOT, inode)) removeTree(fs, `${path}/${name}`);
  fs.rmdir(ROOT, path);
}
