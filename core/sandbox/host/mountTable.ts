// The mounts that the kernel of a virtual host lists, and the file under /proc that shows them. Source: proc_pid_mounts(5).

import { encodeUtf8 } from '#core/base/utf8.ts';
import type { FileSystem } from '../vfs/fileSystem.ts';
import type { DirectoryInode } from '../vfs/inode.ts';
import { ROOT } from '../vfs/permissions.ts';
import type { HostDescription } from './hostDescription.ts';

/** One row of /proc/mounts. */
export interface MountRow {
  readonly source: string;
  readonly path: string;
  readonly type: string;
  readonly options: readonly string[];
  /** Its own file system; undefined for a mount of the disk that the host runs from. */
  readonly root: DirectoryInode | undefined;
}

const MOUNTS = '/proc/self/mounts';

/** Options that the kernel keeps for every file system, in its order. */
const COMMON_FLAGS = ['nosuid', 'nodev', 'noexec', 'noatime', 'relatime'];

const ACCESS = new Set(['ro', 'rw', 'defaults']);

/** The mounts at present: those of the system, then others in the order they were mounted. */
export function mountTable(fs: FileSystem, { storage }: HostDescription): readonly MountRow[] {
  const system = storage.systemMounts.map((mount) => ({
    ...mount,
    options: kernelOptions(mount.options),
    root: undefined,
  }));
  const mounted = fs.mounts.slice(1).map((root) => ({
    source: root.device.source,
    path: fs.pathOf(root),
    type: root.device.type,
    options: kernelOptions(root.device.options),
    root,
  }));
  return [...system, ...mounted];
}

/** Writes the mounts of the runner's own folder under /proc, to which /proc/mounts leads, for the mounts at present. */
export function showMounts(fs: FileSystem, description: HostDescription): void {
  const rows = mountTable(fs, description).map(
    ({ source, path, type, options }) => `${escaped(source)} ${escaped(path)} ${type} ${options.join(',')} 0 0\n`,
  );
  const file = fs.openFile(ROOT, MOUNTS, { write: true, create: true, truncate: true });
  file.write(encodeUtf8(rows.join('')));
  fs.chmod(ROOT, file.inode, 0o444);
}

/** The options of mount(8) as the kernel shows them: access first, sizes in KiB. */
function kernelOptions(text: string): readonly string[] {
  const given = text.split(',').filter((option) => option !== '');
  const flags = COMMON_FLAGS.filter((flag) => given.includes(flag));
  const time = flags.includes('noatime') || flags.includes('relatime') ? [] : ['relatime'];
  const own = given.filter((option) => !ACCESS.has(option) && !COMMON_FLAGS.includes(option)).map(ownOption);
  return [given.includes('ro') ? 'ro' : 'rw', ...flags, ...time, ...own];
}

function ownOption(option: string): string {
  const size = /^size=(\d+)([mg])$/i.exec(option);
  if (size === null) return option;
  return `size=${Number(size[1]) * (size[2]?.toLowerCase() === 'g' ? 1024 ** 2 : 1024)}k`;
}

function escaped(text: string): string {
  return text.replace(/[\\ \t\n]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`);
}
