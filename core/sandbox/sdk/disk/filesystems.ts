// `df`, `Filesystems.filesystems` and `format_bytes`: the mounted file systems with their space.
// Source: rust-safe-disk-info 0.1.0 `df`, sysinfo 0.35.2 and statvfs(3).

import { type RhaiValue, rhaiArray, rhaiFloat, rhaiString, type SdkObject } from '#core/base/value.ts';
import { blockDevices } from '../../host/hostStorage.ts';
import { type MountRow, mountTable } from '../../host/mountTable.ts';
import { type Errno, errnoOf, errnoText } from '../../vfs/errno.ts';
import { asCommand } from '../common/commandForm.ts';
import { recordObject, recordsSdk, rhaiU64 } from '../common/records.ts';
import { constantName, objectArgument } from '../common/sdkArguments.ts';
import { type OptionTable, optionBuilders, optionsAt } from '../fileIo/optionBuilder.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { diskError, requireDirectory, requireKernelFile } from './diskError.ts';
import { fileSystemUsage } from './fileSystemUsage.ts';

export interface FilesystemOptions {
  readonly targets: readonly string[];
  readonly local: boolean;
}

const OPTIONS: readonly OptionTable[] = [
  {
    type: 'FilesystemOptions',
    fields: {
      targets: { type: 'array', default: [], convert: (value, context) => texts(value, context) },
      local: { type: 'bool', default: false },
    },
  },
];

const NUMBERS = ['inodes', 'iused', 'ifree', 'block_used', 'block_available', 'kb_blocks', 'mb_blocks', 'size'];
const OTHERS = ['fs_device', 'fs_kind', 'mounted_on', 'iuse_percent', 'block_use_percent', 'mount_options'];

/** Kinds of file systems that are not storage. */
const IGNORED_TYPES: ReadonlySet<string> = new Set([
  ...['rootfs', 'sysfs', 'proc', 'devtmpfs', 'cgroup', 'cgroup2', 'pstore', 'squashfs', 'rpc_pipefs', 'iso9660'],
  ...['devpts', 'hugetlbfs', 'mqueue'],
]);

/** Parts of a device's name that tell a file system of another host. */
const REMOTE = ['nfs', 'smb', 'cifs', 'efs', ':', 'autofs'];

/** Bytes of a unit of `format_bytes`. */
const UNITS: Readonly<Record<string, bigint>> = { BYTES: 1n, KILOBYTES: 1024n, MEGABYTES: 1024n ** 2n };

export const filesystemsSdk: SdkModule = {
  ...optionBuilders(OPTIONS),
  'Filesystems(FilesystemOptions)': (_, args): SdkObject => ({
    kind: 'object',
    type: 'Filesystems',
    state: optionsAt<FilesystemOptions>(args, 0, 'FilesystemOptions'),
  }),
  'filesystems(Filesystems)': (context, args) =>
    filesystems(context, optionsAt<FilesystemOptions>(args, 0, 'Filesystems')),
  'df()': asCommand((context) => filesystems(context, { targets: [], local: false })),
  'format_bytes(u64, Unit)': (_, args) => formatBytes(args),
  ...recordsSdk([{ type: 'Filesystem', getters: [...OTHERS, ...NUMBERS] }]),
};

/** Checks: read on /proc/mounts and /proc/diskstats; for each mount, stat on its directory and read on /proc/mounts again. */
function filesystems(context: SdkContext, { targets, local }: FilesystemOptions): RhaiValue {
  requireKernelFile(context, '/proc/mounts');
  requireKernelFile(context, '/proc/diskstats');
  const { fs, description } = context.host;
  const rows = mountTable(fs, description)
    .filter(isStorage)
    .filter((row, index, all) => all.findIndex((other) => isSameDisk(row, other)) === index)
    .filter(({ path }) => targets.length === 0 || targets.some((target) => path.startsWith(target)))
    .filter((row) => !local || isLocal(context, row));
  return rhaiArray(rows.flatMap((row) => filesystem(context, row) ?? []));
}

function filesystem(context: SdkContext, row: MountRow): SdkObject | undefined {
  const { fs, credentials } = context.host;
  requireDirectory(context, 'stat', row.path);
  const errno = errnoOf(() => fs.lookup(credentials, row.path));
  if (errno === 'EACCES') return undefined;
  if (errno !== undefined) throw diskError('Other', nixText(errno));
  const usage = fileSystemUsage(context, row);
  requireKernelFile(context, '/proc/mounts');
  const used = usage.totalBytes - usage.availableBytes;
  const usedInodes = usage.inodes - usage.freeInodes;
  return recordObject('Filesystem', {
    fs_device: rhaiString(row.source),
    fs_kind: rhaiString(row.type),
    inodes: rhaiU64(usage.inodes),
    iused: rhaiU64(usedInodes),
    ifree: rhaiU64(usage.freeInodes),
    iuse_percent: percent(usedInodes, usage.inodes),
    block_used: rhaiU64(used),
    block_available: rhaiU64(usage.availableBytes),
    block_use_percent: percent(used, usage.totalBytes),
    mounted_on: rhaiString(row.path),
    kb_blocks: rhaiU64(Math.trunc(usage.totalBytes / 1024)),
    mb_blocks: rhaiU64(Math.trunc(usage.totalBytes / 1024 ** 2)),
    size: rhaiU64(usage.totalBytes),
    mount_options: rhaiArray(row.options.map(rhaiString)),
  });
}

/** An error as the nix crate shows it. */
function nixText(errno: Errno): string {
  return `${errno}: ${errnoText(errno).replace(/ \(os error \d+\)$/, '')}`;
}

function isStorage({ source, path, type }: MountRow): boolean {
  if (IGNORED_TYPES.has(type) || source.startsWith('sunrpc')) return false;
  if (path.startsWith('/sys') || path.startsWith('/proc')) return false;
  return !path.startsWith('/run') || path.startsWith('/run/media');
}

/** Of mounts that are alike in device, place and type the SDK sees one. */
function isSameDisk(a: MountRow, b: MountRow): boolean {
  return a.path === b.path && a.source === b.source && a.type === b.type;
}

function isLocal(context: SdkContext, { source }: MountRow): boolean {
  const disks = blockDevices(context.host.description.storage);
  if (disks.some(({ name }) => source === `/dev/${name}`)) return true;
  const name = source.toLowerCase();
  return !name.startsWith('//') && !REMOTE.some((part) => name.includes(part));
}

function formatBytes(args: readonly RhaiValue[]): RhaiValue {
  const [size] = args;
  if (size?.kind !== 'number') throw new Error('a size should be u64');
  const unit = UNITS[constantName(objectArgument(args, 1)) ?? ''];
  if (unit === undefined) throw new Error('no such unit');
  return rhaiU64(BigInt(size.value) / unit);
}

function percent(part: number, whole: number): RhaiValue {
  return rhaiFloat(whole === 0 ? 0 : (part / whole) * 100);
}

function texts(value: RhaiValue, context: SdkContext): readonly string[] {
  if (value.kind !== 'array') throw new Error('targets should be an array');
  return value.items.map((item) => (item.kind === 'string' ? item.value : context.display(item)));
}
