// `lsblk`: the block devices of the kernel, read through the file SDK with all its checks. All its errors are bare strings.
// Source: rhai-safe-disk-info 0.1.0 `command/lsblk.rs`.

import { fileName, joinPath, parentPath } from '#core/base/posixPath.ts';
import { compareUtf8, type RhaiValue, rhaiArray, rhaiInt, rhaiMap, rhaiString } from '#core/base/value.ts';
import { asCommand } from '../common/commandForm.ts';
import { trim } from '../common/rustText.ts';
import { listEntries } from '../fileIo/dirEntry.ts';
import type { DirHandle } from '../fileIo/handles.ts';
import { attempt } from '../fileIo/ioError.ts';
import { openDirectory } from '../fileIo/openDirectory.ts';
import { fileOptions, openFile, READ_ONLY } from '../fileIo/openFile.ts';
import { readLines } from '../fileIo/readFile.ts';
import { readFile } from '../fileIo/redactedRead.ts';
import { readLinkTarget } from '../fileIo/symlinks.ts';
import type { SdkContext, SdkModule } from '../types.ts';

/** A row of /proc/partitions. */
interface Partition {
  readonly name: string;
  readonly major: string;
  readonly minor: string;
  readonly sizeKib: bigint;
}

interface Device extends Partition {
  readonly type: string;
  readonly removable: string;
  readonly readOnly: string;
  readonly mountPoint: string;
  readonly children: string[];
}

/** Device names by the names of their logical volumes, the other way round. */
type VolumeNames = ReadonlyMap<string, string>;

const BY_ID = '/dev/disk/by-id';
const BLOCK_DEVICES = '/sys/dev/block';
const VOLUME_PREFIX = 'dm-name-';

/** Heading and the empty line below it. */
const PARTITIONS_HEADING = 2;

export const lsblkSdk: SdkModule = { 'lsblk()': asCommand(lsblk) };

function lsblk(context: SdkContext): RhaiValue {
  const partitions = readPartitions(context);
  const volumes = readVolumes(context);
  const mounted = readMountPoints(context, volumes);
  const devices = new Map<string, Device>();
  for (const partition of partitions.values()) {
    const device = readDevice(context, partition, volumes, mounted);
    devices.set(device.name, device);
  }
  // Children are found, and listed, in the order of the devices' names.
  const sorted = [...devices.values()].sort((a, b) => compareUtf8(a.name, b.name));
  for (const device of sorted) {
    for (const parent of parentsOf(context, device, volumes)) devices.get(parent)?.children.push(device.name);
  }
  return rhaiMap(Array.from(devices.values(), (device) => [device.name, deviceMap(device)] as const));
}

/** Checks: open on /proc; open and read on /proc/partitions. */
function readPartitions(context: SdkContext): ReadonlyMap<string, Partition> {
  const rows = linesAfter(context, openDirectory(context, '/proc'), 'partitions', PARTITIONS_HEADING).map(words);
  return new Map(
    rows.flatMap(([major = '', minor = '', size = '', name]) => {
      if (name === undefined) return [];
      return [[name, { name, major, minor, sizeKib: /^\d+$/.test(size) ? BigInt(size) : 0n }] as const];
    }),
  );
}

/** Checks: open and read on the directory; read on each link of a volume. */
function readVolumes(context: SdkContext): VolumeNames {
  const folder = openDirectory(context, BY_ID);
  const links = listEntries(context, folder)
    .map(({ name }) => name)
    .filter((name) => name.startsWith(VOLUME_PREFIX));
  return new Map(
    links.map((name) => [lastPart(readLinkTarget(context, folder, name)), name.slice(VOLUME_PREFIX.length)]),
  );
}

/** Checks: open on /proc; open and read on /proc/mounts and /proc/swaps. */
function readMountPoints(context: SdkContext, volumes: VolumeNames): ReadonlyMap<string, string> {
  const points = new Map<string, string>();
  const folder = openDirectory(context, '/proc');
  for (const [source = '', point] of linesAfter(context, folder, 'mounts', 0).map(words)) {
    if (point === undefined || !source.startsWith('/dev')) continue;
    points.set(source.replace(/^\/dev\/(?:mapper\/)?/, ''), point);
  }
  for (const [path] of linesAfter(context, folder, 'swaps', 1).map(words)) {
    if (path === undefined) continue;
    const name = path.replace(/^\/dev\//, '');
    points.set(volumes.get(name) ?? name, '[SWAP]');
  }
  return points;
}

/** Checks: open on the device's directory; open and read on `uevent`, `removable` and `ro` where they tell something. */
function readDevice(
  context: SdkContext,
  partition: Partition,
  volumes: VolumeNames,
  mounted: ReadonlyMap<string, string>,
): Device {
  const volume = volumes.get(partition.name);
  const path = joinPath(BLOCK_DEVICES, `${partition.major}:${partition.minor}`);
  const folder = openDirectory(context, path, { follow_symlinks: true });
  const read = (name: string) => readFile(context, openFile(context, folder, name, READ_ONLY));
  const flag = (name: string) => trim(attempt(() => read(name)) ?? '0');
  const type = volume === undefined ? deviceType(read('uevent')) : 'lvm';
  const removable = type === 'partition' ? '0' : flag('removable');
  const name = volume ?? partition.name;
  const readOnly = flag('ro');
  return { ...partition, name, type, removable, readOnly, mountPoint: mounted.get(name) ?? '', children: [] };
}

/** Checks: for a volume, open and read on its `slaves`; for a partition, open on the directory and read on its link. */
function parentsOf(context: SdkContext, { type, major, minor }: Device, volumes: VolumeNames): readonly string[] {
  const number = `${major}:${minor}`;
  if (type === 'lvm') {
    const path = joinPath(joinPath(BLOCK_DEVICES, number), 'slaves');
    const entries = attempt(() => listEntries(context, openDirectory(context, path, { follow_symlinks: true })));
    return (entries ?? []).map(({ name }) => name);
  }
  if (type !== 'partition') return [];
  const folder = openDirectory(context, BLOCK_DEVICES);
  const target = attempt(() => readLinkTarget(context, folder, number));
  if (target === undefined) return [];
  const parent = lastPart(parentPath(target) ?? target);
  return [volumes.get(parent) ?? parent];
}

function deviceMap(device: Device): RhaiValue {
  return rhaiMap([
    ['name', rhaiString(device.name)],
    ['type', rhaiString(device.type)],
    ['maj', rhaiString(device.major)],
    ['min', rhaiString(device.minor)],
    ['size_kib', rhaiInt(device.sizeKib)],
    ['removable', rhaiString(device.removable)],
    ['read_only', rhaiString(device.readOnly)],
    ['mount_point', rhaiString(device.mountPoint)],
    ['children', rhaiArray(device.children.map(rhaiString))],
  ]);
}

function deviceType(uevent: string): string {
  const line = uevent.split('\n').find((row) => row.startsWith('DEVTYPE'));
  return line?.split('=').at(-1) ?? 'unknown';
}

function linesAfter(context: SdkContext, folder: DirHandle, name: string, skipped: number): readonly string[] {
  const file = openFile(context, folder, name, fileOptions({ read: true, follow_symlinks: true }));
  return readLines(context, file, { count: undefined, start: BigInt(skipped + 1) });
}

function words(line: string): readonly string[] {
  return line.split(/\s+/).filter((word) => word !== '');
}

function lastPart(path: string): string {
  return fileName(path) ?? path;
}
