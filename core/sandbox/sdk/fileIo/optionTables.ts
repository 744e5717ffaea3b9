// The options of the file SDK: fields, defaults and what their builders refuse.
// Source: rust-safe-io 0.1.0 `options.rs`, `execute.rs`, `dir/open_dir.rs`.

import { constantName, objectArgument } from '../common/sdkArguments.ts';
import { executeFields, refuseExecuteOptions } from './executeOptions.ts';
import {
  fieldNotInitialized,
  type OptionField,
  type OptionFields,
  type OptionTable,
  unsigned,
} from './optionBuilder.ts';
import type { SizeRange } from './sizes.ts';

const MAX_I64 = 2n ** 63n - 1n;

/** Every builder of the file SDK. */
export const FILE_OPTIONS: readonly OptionTable[] = [
  { type: 'DirConfig', fields: { path: { type: 'string' } }, missing: fieldNotInitialized },
  { type: 'OpenDirOptions', fields: { create: flag(), recursive: flag(), follow_symlinks: flag() } },
  {
    type: 'OpenFileOptions',
    fields: {
      read: flag(),
      write: flag(),
      create: { ...flag(), implies: (value) => (value === true ? { write: true } : {}) },
      permissions: optional('i64'),
      follow_symlinks: flag(),
    },
  },
  { type: 'DeleteDirOptions', fields: { force: flag(), recursive: flag() } },
  { type: 'DeleteFileOptions', fields: { force: flag() } },
  { type: 'MoveOptions', fields: { backup: flag(), verbose: flag() } },
  { type: 'CopyFileOptions', fields: { force: flag(), preserve: flag() } },
  { type: 'WriteOptions', fields: { preserve_ownership: flag(true) } },
  { type: 'ReplacementOptions', fields: { is_regex: flag(), replace_all: flag() } },
  {
    type: 'ReadLinesOptions',
    fields: { count: optional('i64'), start: { ...optional('i64'), convert: unsigned('start', 64) } },
    refuse: ({ start }) =>
      start === 0n
        ? 'Invalid line to start reading from: must be a positive integer greater than 1 (>= 1): 0'
        : undefined,
  },
  {
    type: 'ReadPageOptions',
    fields: { num_lines: { type: 'i64', convert: unsigned('num_lines', 64) } },
    missing: fieldNotInitialized,
    refuse: ({ num_lines: count }) =>
      count === 0n ? 'Read page options require the num_lines option to be set and greater than zero: 0' : undefined,
  },
  { type: 'ChmodDirOptions', fields: { permissions: { type: 'i64' }, recursive: flag() } },
  { type: 'SetOwnershipOptions', fields: { user: optional('string'), group: optional('string'), recursive: flag() } },
  { type: 'CreateSymlinkOptions', fields: { force: flag() } },
  {
    type: 'ExtractArchiveOptions',
    fields: { preserve_permissions: flag(true), preserve_ownership: flag(), preserve_timestamps: flag(true) },
  },
  {
    type: 'DiskUsageOptions',
    fields: {
      summarize: flag(),
      all_files: flag(),
      one_file_system: flag(),
      count_hard_links: flag(),
      apparent_size: flag(),
      max_depth: { type: 'i64', default: MAX_I64 },
      track_largest_subdir: flag(),
    },
    refuse: ({ summarize, all_files: all }) =>
      summarize === true && all === true ? 'Validation error: cannot both summarize and show all entries' : undefined,
  },
  { type: 'TruncateOptions', fields: { size: { type: 'i64', default: 0n }, format: sizeUnit() } },
  {
    type: 'DiskAllocationOptions',
    constructorName: 'FallocateOptions',
    fields: { length: { type: 'i64' }, format: sizeUnit() },
    missing: fieldNotInitialized,
    refuse: ({ length }) =>
      typeof length === 'bigint' && length <= 0n ? 'Validation error: Length must be greater than 0' : undefined,
  },
  {
    type: 'FindOptions',
    fields: {
      name: optional('string'),
      iname: optional('string'),
      regex: optional('string'),
      negate_name: flag(),
      size_range: optional('SizeRange'),
      min_depth: { type: 'i64', default: 0n },
      max_depth: { type: 'i64', default: MAX_I64 },
      min_creation_time: optional('DateTime'),
      max_creation_time: optional('DateTime'),
      min_modification_time: optional('DateTime'),
      max_modification_time: optional('DateTime'),
      follow_symlinks: flag(),
    },
    refuse: refuseFindOptions,
  },
  {
    type: 'SearchGzipOptions',
    fields: {
      exclude_pattern: optional('string'),
      case_insensitive: flag(),
      max_results: { type: 'i64', default: 0n },
    },
  },
  {
    type: 'CompressGzipOptions',
    fields: { level: { type: 'i64', default: 6n, convert: unsigned('level', 32) } },
    refuse: ({ level }) =>
      typeof level === 'bigint' && (level < 1n || level > 9n)
        ? `Validation error: Compression level must be between 1 and 9, got ${level}`
        : undefined,
  },
  {
    type: 'SetXAttrOptions',
    fields: {
      name: { type: 'string' },
      selinux_type: optional('string'),
      selinux_user: optional('string'),
      selinux_role: optional('string'),
      selinux_level: optional('string'),
    },
  },
  {
    type: 'ChildNamespaceOptions',
    fields: { target_process: { type: 'i64', convert: unsigned('target_process', 32) } },
    missing: fieldNotInitialized,
  },
  { type: 'ExecuteOptions', fields: executeFields, refuse: refuseExecuteOptions },
];

function flag(value = false): OptionField {
  return { type: 'bool', default: value };
}

function optional(type: string): OptionField {
  return { type, optional: true };
}

function sizeUnit(): OptionField {
  return { type: 'SizeUnit', default: 'BYTES', convert: (value) => constantName(objectArgument([value], 0)) };
}

function refuseFindOptions(set: OptionFields): string | undefined {
  const patterns = ['name', 'iname', 'regex'].filter((field) => field in set);
  if (patterns.length > 1) return "Validation error: Only one of 'name', 'iname', or 'regex' can be specified";
  const { negate_name: negated, size_range: sizeRange } = set;
  if (negated === true && !('name' in set) && !('iname' in set)) {
    return "Validation error: negate_name can only be used with 'name' or 'iname' patterns";
  }
  const range = sizeRange as SizeRange | undefined;
  if (range?.min !== undefined && range.min < 0n) return 'Validation error: Size range minimum must be non-negative';
  if (range?.max !== undefined && range.max < 0n) return 'Validation error: Size range maximum must be non-negative';
  return undefined;
}
