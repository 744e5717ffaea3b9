// The storage of a virtual host as data: its disks, and the mounts of the disk it runs from.

/** A mount that the kernel lists although what is below it belongs to the host's own file system. */
export interface ListedMount {
  readonly path: string;
  readonly type: string;
  readonly source: string;
  readonly options: string;
}

export interface HostPartition {
  readonly name: string;
  readonly sizeKb: number;
}

/** Work that a disk has done since the host started, as /proc/diskstats counts it. */
export interface DiskCounters {
  readonly reads: number;
  readonly readsMerged: number;
  readonly sectorsRead: number;
  readonly readMs: number;
  readonly writes: number;
  readonly writesMerged: number;
  readonly sectorsWritten: number;
  readonly writeMs: number;
  readonly busyMs: number;
}

export interface HostDisk {
  readonly name: string;
  readonly sizeKb: number;
  readonly removable: boolean;
  readonly readOnly: boolean;
  readonly partitions: readonly HostPartition[];
  readonly counters: DiskCounters;
}

export interface HostStorage {
  /** Mounts of the disk that the host runs from, before those of the host file. */
  readonly systemMounts: readonly ListedMount[];
  readonly disks: readonly HostDisk[];
  /** Whether /sys/dev/block and /dev/disk/by-id show the disks. */
  readonly showsDisks: boolean;
}

/** A disk or partition with the numbers under which the kernel knows it. */
export interface BlockDevice {
  readonly name: string;
  readonly major: number;
  readonly minor: number;
  readonly sizeKb: number;
  readonly disk: HostDisk;
  readonly isPartition: boolean;
}

/** Of virtio block devices. */
const MAJOR = 254;
const MINORS_PER_DISK = 16;

export const DEFAULT_COUNTERS: DiskCounters = {
  reads: 18_240,
  readsMerged: 3_120,
  sectorsRead: 1_204_352,
  readMs: 9_730,
  writes: 41_516,
  writesMerged: 22_087,
  sectorsWritten: 2_810_944,
  writeMs: 50_310,
  busyMs: 38_200,
};

const SYSTEM_DISK: HostDisk = {
  name: 'vda',
  sizeKb: 20_971_520,
  removable: false,
  readOnly: false,
  partitions: [{ name: 'vda1', sizeKb: 20_969_472 }],
  counters: DEFAULT_COUNTERS,
};

/** A host that sees its programs through mounts of their folders, as in a container. */
export const DEFAULT_STORAGE: HostStorage = {
  systemMounts: [
    ...['/lib', '/lib64', '/usr', '/bin', '/sbin'].map((path) => bound(path, 'ro')),
    ...['/opt/rex/rex-runner', '/.case'].map((path) => bound(path, 'rw')),
  ],
  disks: [SYSTEM_DISK],
  showsDisks: false,
};

/** A host that runs from the first partition of its disk. */
export const SERVER_STORAGE: HostStorage = {
  systemMounts: [{ path: '/', type: 'ext4', source: '/dev/vda1', options: 'rw' }],
  disks: [SYSTEM_DISK],
  showsDisks: true,
};

/** Disks, each followed by its partitions. */
export function blockDevices({ disks }: HostStorage): readonly BlockDevice[] {
  return disks.flatMap((disk, index) => {
    const device = (name: string, sizeKb: number, offset: number): BlockDevice => ({
      name,
      major: MAJOR,
      minor: index * MINORS_PER_DISK + offset,
      sizeKb,
      disk,
      isPartition: offset > 0,
    });
    return [
      device(disk.name, disk.sizeKb, 0),
      ...disk.partitions.map(({ name, sizeKb }, partition) => device(name, sizeKb, partition + 1)),
    ];
  });
}

function bound(path: string, options: string): ListedMount {
  return { path, type: 'ext4', source: '/dev/vda1', options };
}
