// Fills a fresh file system with the folders and files of the minimal host and with what a host file lists.

import { parentPath } from '#core/base/posixPath.ts';
import { encodeUtf8 } from '#core/base/utf8.ts';
import { FileSystemError } from '../vfs/errno.ts';
import type { FileSystem } from '../vfs/fileSystem.ts';
import type { DirectoryInode, Inode } from '../vfs/inode.ts';
import { ROOT } from '../vfs/permissions.ts';
import {
  type CaseFiles,
  DEFAULT_GROUPS,
  DEFAULT_USERS,
  type HostDescription,
  type HostFileEntry,
  type HostMount,
} from './hostDescription.ts';
import { diskEntries } from './kernelDiskTables.ts';
import { kernelFiles, kernelFolders } from './kernelFiles.ts';
import { showMounts } from './mountTable.ts';
import { showProcesses } from './processFiles.ts';
import type { ProcessTable } from './processTable.ts';

/** A listed path that cannot be made, such as one below a link that leads nowhere. */
export class HostBuildError extends Error {
  constructor(
    readonly path: string,
    reason: string,
  ) {
    super(`cannot make ${path} on the virtual host: ${reason}`);
    this.name = 'HostBuildError';
  }
}

/** Executable files of root in /usr/bin and /bin. What they do is declared in the host file. */
const PROGRAMS = [
  ...[
    'awk',
    'basename',
    'bash',
    'cat',
    'chmod',
    'chown',
    'cp',
    'curl',
    'cut',
    'date',
    'dd',
    'df',
    'dirname',
    'du',
    'echo',
    'env',
  ],
  ...[
    'expr',
    'false',
    'find',
    'gdb',
    'grep',
    'gzip',
    'head',
    'hostname',
    'id',
    'kill',
    'ln',
    'ls',
    'lsblk',
    'mkdir',
    'mv',
    'nc',
  ],
  ...[
    'nice',
    'nohup',
    'printf',
    'ps',
    'pwd',
    'python3',
    'rm',
    'rmdir',
    'sed',
    'seq',
    'sh',
    'sleep',
    'sort',
    'stat',
    'systemctl',
  ],
  ...[
    'tail',
    'tar',
    'tee',
    'test',
    'timeout',
    'touch',
    'tr',
    'true',
    'uname',
    'uniq',
    'wc',
    'which',
    'whoami',
    'xargs',
  ],
];

/** The same for /usr/sbin and /sbin. */
const SYSTEM_PROGRAMS = ['chroot', 'ip', 'mount', 'sysctl', 'umount'];

const PASSWD = [
  'root:x:0:0:root:/root:/bin/sh',
  'agent:x:1000:1000:agent:/home/agent:/bin/sh',
  'alice:x:1001:1001::/home/alice:/bin/sh',
  'nobody:x:65534:65534::/:/bin/false',
];

/** Builds the whole tree for a run that starts at `startMs`. `user` owns what the host file lists without an owner. */
export function populate(
  fs: FileSystem,
  description: HostDescription,
  user: string,
  caseFiles: CaseFiles,
  startMs: number,
  processes: ProcessTable,
): void {
  new Populator(fs, description, user).run(caseFiles, startMs, processes);
}

/** What a host file's entry puts at a path, in place of a file or link that is there. */
export function placeEntry(
  fs: FileSystem,
  description: HostDescription,
  user: string,
  path: string,
  entry: HostFileEntry,
): void {
  new Populator(fs, description, user).entry(path, entry);
}

class Populator {
  readonly #fs: FileSystem;
  readonly #description: HostDescription;
  readonly #user: string;

  constructor(fs: FileSystem, description: HostDescription, user: string) {
    this.#fs = fs;
    this.#description = description;
    this.#user = user;
  }

  run(caseFiles: CaseFiles, startMs: number, processes: ProcessTable): void {
    this.#folders();
    this.#configuration();
    this.#programs();
    this.#devices();
    for (const [path, entry] of diskEntries(this.#description.storage)) this.entry(path, entry);
    for (const [path, entry] of this.#description.files) this.entry(path, entry);
    for (const mount of this.#description.mounts) this.#mount(mount);
    this.#kernelFiles(startMs, processes);
    this.#caseFiles(caseFiles);
  }

  entry(path: string, entry: HostFileEntry): void {
    try {
      this.#place(path, entry);
    } catch (error) {
      if (error instanceof FileSystemError) throw new HostBuildError(path, error.message);
      throw error;
    }
  }

  #place(path: string, entry: HostFileEntry): void {
    const inode = this.#node(path, entry);
    const owner = entry.owner ?? this.#user;
    const uid = this.#description.users.find((user) => user.name === owner)?.uid ?? 0;
    const group = entry.group ?? owner;
    const byGroup = this.#description.groups.find((candidate) => candidate.name === group)?.gid;
    const byUser = this.#description.users.find((candidate) => candidate.name === group)?.gid;
    this.#fs.chown(ROOT, inode, uid, byGroup ?? byUser ?? 0);
    if (inode.kind !== 'symlink')
      this.#fs.chmod(ROOT, inode, entry.mode ?? (inode.kind === 'directory' ? 0o755 : 0o644));
  }

  #node(path: string, entry: HostFileEntry): Inode {
    if (entry.kind === 'directory') return this.#directory(path);
    this.#directory(parentPath(path) ?? '/');
    if (this.#fs.walk(ROOT, path, { follow: false }).inode !== undefined) this.#fs.unlink(ROOT, path);
    switch (entry.kind) {
      case 'symlink':
        return this.#fs.symlink(ROOT, entry.target, path);
      case 'file':
        return this.#file(path, entry.content);
      case 'fifo':
      case 'socket':
        return this.#fs.makeSpecial(ROOT, path, entry.kind, 0o644);
    }
  }

  #folders(): void {
    for (const path of ['/dev', '/etc', '/home', '/lib', '/lib64', '/opt/rex', '/root', '/srv', '/usr/lib', '/var'])
      this.#directory(path);
    this.#fs.chmod(ROOT, this.#directory('/tmp'), 0o1777);
    for (const { home, uid, gid } of this.#description.users) {
      if (home.startsWith('/home/')) this.#fs.chown(ROOT, this.#directory(home), uid, gid);
    }
  }

  #configuration(): void {
    const users = this.#description.users.slice(DEFAULT_USERS.length);
    const groups = this.#description.groups.slice(DEFAULT_GROUPS.length);
    this.#lines('/etc/passwd', [...PASSWD, ...users.map((u) => `${u.name}:x:${u.uid}:${u.gid}::${u.home}:${u.shell}`)]);
    const allGroups = [...DEFAULT_GROUPS, ...groups].map(
      (group) => `${group.name}:x:${group.gid}:${group.members.join(',')}`,
    );
    this.#lines('/etc/group', allGroups);
    this.#lines('/etc/hosts', [`127.0.0.1 localhost ${this.#description.hostname}`]);
    this.#lines('/etc/nsswitch.conf', ['passwd: files', 'group: files', 'hosts: files']);
    this.#lines('/etc/resolv.conf', ['nameserver 127.0.0.1', 'options timeout:1 attempts:1']);
  }

  #programs(): void {
    for (const folder of ['/bin', '/usr/bin']) for (const name of PROGRAMS) this.#program(`${folder}/${name}`);
    for (const folder of ['/sbin', '/usr/sbin']) for (const name of SYSTEM_PROGRAMS) this.#program(`${folder}/${name}`);
    this.#program('/opt/rex/rex-runner');
    for (const { path } of this.#description.programs) {
      if (this.#fs.walk(ROOT, path).inode === undefined) this.#program(path);
    }
  }

  #program(path: string): void {
    this.#directory(parentPath(path) ?? '/');
    this.#fs.chmod(ROOT, this.#file(path, encodeUtf8('\u007fELF')), 0o755);
  }

  #devices(): void {
    for (const name of ['null', 'zero'] as const) this.#fs.makeSpecial(ROOT, `/dev/${name}`, 'charDevice', 0o666, name);
    for (const name of ['random', 'urandom']) this.#fs.makeSpecial(ROOT, `/dev/${name}`, 'charDevice', 0o666);
  }

  #mount(mount: HostMount): void {
    this.#directory(mount.path);
    const options = new Map(
      mount.options.split(',').map((option) => [option.split('=')[0] ?? '', option.split('=')[1] ?? '']),
    );
    const capacity = parseSize(options.get('size') ?? '');
    this.#fs.mount(mount.path, {
      type: mount.type,
      source: mount.source,
      options: mount.options,
      readOnly: options.has('ro'),
      ...(capacity === undefined ? {} : { capacity }),
      mode: Number.parseInt(options.get('mode') ?? '', 8) || 0o1777,
    });
  }

  /** The part of /proc that scripts read as plain files. */
  #kernelFiles(startMs: number, processes: ProcessTable): void {
    this.#directory('/proc');
    this.#fs.mount('/proc', { type: 'proc', source: 'proc', options: 'rw,relatime', mode: 0o555 });
    for (const folder of kernelFolders()) this.#directory(folder);
    const files = kernelFiles(this.#description, startMs);
    for (const folder of new Set(files.map(({ path }) => parentPath(path) ?? '/'))) this.#directory(folder);
    for (const { path, mode, text } of files) {
      this.#fs.chmod(ROOT, this.#file(path, encodeUtf8(text)), mode);
    }
    showProcesses(this.#fs, processes, this.#description.machine.uptimeSeconds);
    this.#fs.symlink(ROOT, 'self/mounts', '/proc/mounts');
    showMounts(this.#fs, this.#description);
  }

  #caseFiles(files: CaseFiles): void {
    this.#directory('/.case');
    if (files.script !== undefined) this.#file('/.case/script.rhai', encodeUtf8(files.script));
    if (files.policy !== undefined) this.#file('/.case/policy.cedar', encodeUtf8(files.policy));
    if (files.args !== undefined) this.#file('/.case/args.json', encodeUtf8(files.args));
  }

  #lines(path: string, lines: readonly string[]): void {
    this.#file(path, encodeUtf8(lines.map((line) => `${line}\n`).join('')));
  }

  #file(path: string, content: Uint8Array): Inode {
    const file = this.#fs.openFile(ROOT, path, { write: true, create: true, truncate: true });
    file.write(content);
    return file.inode;
  }

  /** The directory at a path, made with its parents where it is missing. */
  #directory(path: string): DirectoryInode {
    let directory = this.#fs.root;
    for (const name of path.split('/').filter((part) => part !== '')) {
      const found = this.#fs.walk(ROOT, name, { at: directory }).inode;
      directory = found?.kind === 'directory' ? found : this.#fs.mkdir(ROOT, name, { at: directory });
    }
    return directory;
  }
}

/** Bytes of a tmpfs size: a number with an optional k, m or g. */
function parseSize(text: string): number | undefined {
  const match = /^(\d+)([kmg]?)$/i.exec(text);
  if (match === null) return undefined;
  const factor = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[(match[2] ?? '').toLowerCase()] ?? 1;
  return Number(match[1]) * factor;
}
