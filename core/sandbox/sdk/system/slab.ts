// The slab caches of the kernel, read from /proc/slabinfo through the file SDK with its checks.
// Source: rust-safe-system-info 0.1.0 `slab` and slabinfo(5).

import { type RhaiValue, rhaiArray, rhaiFloat, rhaiInt, rhaiString } from '#core/base/value.ts';
import { floatField, integerField, type RecordFields, recordObject, recordsSdk, rhaiU64 } from '../common/records.ts';
import { fixedFloat64, lines } from '../common/rustText.ts';
import { openDirectory } from '../fileIo/openDirectory.ts';
import { openFile, READ_ONLY } from '../fileIo/openFile.ts';
import { readFile } from '../fileIo/redactedRead.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { fileStep, sysinfoError } from './sysinfoError.ts';

const SUPPORTED_VERSION = '2.1';
const BYTES_PER_KB = 1024;
const PAGE_KB = 4n;

/** A cache: its name and its numbers by the name of the column. */
interface Cache {
  readonly name: string;
  readonly numbers: readonly bigint[];
}

const SUMMARY = [
  ...['active_objects', 'total_objects', 'objects_usage_percent', 'active_slabs', 'total_slabs', 'slabs_usage_percent'],
  ...['active_caches', 'total_caches', 'caches_usage_percent', 'active_size_kb', 'total_size_kb', 'size_usage_percent'],
  ...['min_obj_size_kb', 'avg_obj_size_kb', 'max_obj_size_kb'],
];

const OWN_FIELDS = ['name', 'objs', 'active', 'obj_size_bytes', 'slabs', 'obj_per_slab', 'pages_per_slab'];

export const slabSdk: SdkModule = {
  'slab_info(SystemInfo)': (context) => slabInfo(context),
  ...recordsSdk([
    { type: 'SlabInfo', getters: ['slabs', 'summary'] },
    {
      type: 'SlabEntry',
      getters: [...OWN_FIELDS, 'use_percent', 'obj_size_kb', 'cache_size_kb', 'active_size_kb'],
      mapped: OWN_FIELDS,
    },
    { type: 'SlabSummary', getters: SUMMARY, text: summaryText },
  ]),
};

/** Checks: open on /proc; open and read, or redacted_read, on /proc/slabinfo. */
function slabInfo(context: SdkContext): RhaiValue {
  const text = fileStep(() => {
    const folder = openDirectory(context, '/proc');
    return readFile(context, openFile(context, folder, 'slabinfo', READ_ONLY));
  });
  return parseSlabInfo(text);
}

/** The structures for the text of /proc/slabinfo; throws as the SDK does for one that it cannot read. */
export function parseSlabInfo(text: string): RhaiValue {
  const [first, second = '', ...rows] = lines(text);
  if (first === undefined) throw parseError('Missing version line in /proc/slabinfo');
  const version = words(first).at(-1);
  if (version === undefined) throw parseError('Unable to parse version from /proc/slabinfo');
  if (version !== SUPPORTED_VERSION) {
    const reason = `This version ${version} of slabinfo is not supported`;
    throw sysinfoError('Other', `Failed to parse slabinfo. ${reason}`);
  }
  const columns = Array.from(second.matchAll(/<([^<>\s]+)>/g), ([, name = '']) => name);
  const caches = rows.flatMap(parseCache);
  const table = new SlabTable(columns, caches);
  const entries = caches.map(({ name }) => table.entry(name));
  entries.sort((a, b) => Number(integerField(b, 'objs') - integerField(a, 'objs')));
  return recordObject('SlabInfo', {
    slabs: rhaiArray(entries.map((entry) => recordObject('SlabEntry', entry))),
    summary: recordObject('SlabSummary', table.summary()),
  });
}

class SlabTable {
  constructor(
    private readonly columns: readonly string[],
    private readonly caches: readonly Cache[],
  ) {}

  entry(name: string): RecordFields {
    const required = (column: string) => {
      const value = this.#fetch(name, column);
      if (value === undefined) throw parseError(`Missing ${column} field for slab: ${name}`);
      return value;
    };
    const active = required('active_objs');
    const objs = required('num_objs');
    const size = required('objsize');
    const perSlab = required('objperslab');
    const pages = required('pagesperslab');
    const slabs = required('active_slabs');
    const cacheKb = slabs * pages * PAGE_KB;
    return {
      name: rhaiString(name),
      objs: rhaiInt(objs),
      active: rhaiU64(active),
      obj_size_bytes: rhaiU64(size),
      slabs: rhaiU64(slabs),
      obj_per_slab: rhaiU64(perSlab),
      pages_per_slab: rhaiU64(pages),
      use_percent: rhaiU64(objs === 0n ? 0n : (active * 100n) / objs),
      obj_size_kb: rhaiFloat(Number(size) / BYTES_PER_KB),
      cache_size_kb: rhaiU64(cacheKb),
      active_size_kb: rhaiFloat(objs === 0n ? 0 : Number(cacheKb) * (Number(active) / Number(objs))),
    };
  }

  summary(): RecordFields {
    if (this.caches.length === 0) throw parseError('No slab entries found');
    const objects = this.#usage('objects', this.#total('active_objs'), this.#total('num_objs'));
    const slabs = this.#usage('slabs', this.#total('active_slabs'), this.#total('num_slabs'));
    const inUse = this.caches.filter(({ name }) => (this.#fetch(name, 'active_objs') ?? 0n) > 0n).length;
    const caches = this.#usage('caches', BigInt(inUse), BigInt(this.caches.length));
    const activeKb = Number(this.#size('active_objs')) / BYTES_PER_KB;
    const totalBytes = Number(this.#size('num_objs'));
    const sizes = this.#column('objsize').map(Number);
    const all = Number(this.#total('num_objs'));
    return {
      ...objects,
      ...slabs,
      ...caches,
      active_size_kb: rhaiFloat(activeKb),
      total_size_kb: rhaiFloat(totalBytes / BYTES_PER_KB),
      size_usage_percent: rhaiFloat(percentage(activeKb, totalBytes / BYTES_PER_KB)),
      min_obj_size_kb: rhaiFloat((sizes.length === 0 ? 0 : Math.min(...sizes)) / BYTES_PER_KB),
      avg_obj_size_kb: rhaiFloat(all > 0 ? totalBytes / all / BYTES_PER_KB : 0),
      max_obj_size_kb: rhaiFloat((sizes.length === 0 ? 0 : Math.max(...sizes)) / BYTES_PER_KB),
    };
  }

  #usage(what: string, active: bigint, total: bigint): RecordFields {
    return {
      [`active_${what}`]: rhaiU64(active),
      [`total_${what}`]: rhaiU64(total),
      [`${what}_usage_percent`]: rhaiFloat(percentage(Number(active), Number(total))),
    };
  }

  /** Bytes of all objects that a column counts. */
  #size(column: string): bigint {
    return this.caches.reduce(
      (sum, { name }) => sum + (this.#fetch(name, column) ?? 0n) * (this.#fetch(name, 'objsize') ?? 0n),
      0n,
    );
  }

  #total(column: string): bigint {
    return this.#column(column).reduce((sum, value) => sum + value, 0n);
  }

  #column(column: string): readonly bigint[] {
    const at = this.columns.indexOf(column);
    return this.caches.flatMap(({ numbers }) => (at < 0 ? [] : numbers.slice(at, at + 1)));
  }

  /** The number of the first cache with the name. */
  #fetch(name: string, column: string): bigint | undefined {
    const at = this.columns.indexOf(column);
    return at < 0 ? undefined : this.caches.find((cache) => cache.name === name)?.numbers[at];
  }
}

function parseCache(line: string): readonly Cache[] {
  const [name, ...rest] = words(line);
  if (name === undefined) return [];
  return [{ name, numbers: [name, ...rest].filter((word) => /^\+?\d+$/.test(word)).map(BigInt) }];
}

function words(line: string): readonly string[] {
  return line
    .replaceAll(':', ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
}

function percentage(part: number, whole: number): number {
  return whole > 0 ? (part / whole) * 100 : 0;
}

function parseError(reason: string): Error {
  return sysinfoError('Other', `Failed to parse slabinfo data: ${reason}`);
}

function summaryText(fields: RecordFields): string {
  const count = (name: string) => integerField(fields, name);
  const decimal = (name: string, digits: number) => fixedFloat64(floatField(fields, name), digits);
  const row = (title: string, what: string) =>
    `Active / Total ${`${title} (% used)`.padEnd(20)}: ${count(`active_${what}`)} / ${count(`total_${what}`)} (${decimal(`${what}_usage_percent`, 1)}%)`;
  const sizes = `${decimal('active_size_kb', 2)}K / ${decimal('total_size_kb', 0)}K (${decimal('size_usage_percent', 1)}%)`;
  const objects = ['min', 'avg', 'max'].map((which) => `${decimal(`${which}_obj_size_kb`, 2)}K`).join(' / ');
  return [
    row('Objects', 'objects'),
    row('Slabs', 'slabs'),
    row('Caches', 'caches'),
    `Active / Total Size (% used)       : ${sizes}`,
    `Minimum / Average / Maximum Object : ${objects}`,
  ].join('\n');
}
