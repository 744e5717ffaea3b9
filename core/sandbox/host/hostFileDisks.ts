// Reads the key `disks` of a host file: block devices with their partitions.

import { DEFAULT_COUNTERS, type HostDisk, type HostStorage } from './hostStorage.ts';
import type { JsonField, JsonFields } from './jsonFields.ts';

const DISK_KEYS = ['size_kb', 'removable', 'read_only', 'partitions'];
const MAX_KB = 2 ** 50;

/** The storage with the disks that the file lists instead of those it starts from. */
export function readDisks(fields: JsonFields, field: JsonField | undefined, base: HostStorage): HostStorage {
  if (field === undefined) return base;
  const disks = Array.from(fields.members(field), ([name, disk]) => readDisk(fields, name, disk));
  return { ...base, disks, showsDisks: true };
}

function readDisk(fields: JsonFields, name: string, disk: JsonField): HostDisk {
  const members = fields.members(disk, DISK_KEYS);
  const partitions = members.get('partitions');
  return {
    name,
    sizeKb: size(fields, members.get('size_kb'), disk),
    removable: fields.flag(members.get('removable'), false),
    readOnly: fields.flag(members.get('read_only'), false),
    partitions:
      partitions === undefined
        ? []
        : Array.from(fields.members(partitions), ([partition, field]) => ({
            name: partition,
            sizeKb: size(fields, field, field),
          })),
    counters: DEFAULT_COUNTERS,
  };
}

function size(fields: JsonFields, field: JsonField | undefined, owner: JsonField): number {
  if (field === undefined) fields.error(owner, 'needs "size_kb"');
  return fields.integer(field, 0, 1, MAX_KB);
}
