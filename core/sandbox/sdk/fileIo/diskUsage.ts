// `disk_usage`: what a file or a tree uses, as du(1) adds it up.
// Source: rust-safe-io 0.1.0 `dir/unix/disk_usage.rs`.

import { joinPath } from '#core/base/posixPath.ts';
import type { Stat } from '../../vfs/inode.ts';
import type { SdkContext } from '../types.ts';
import { type DirEntry, entryMetadata } from './dirEntry.ts';
import { walkDirectory } from './directoryWalk.ts';
import { type DirHandle, type FileHandle, filePath } from './handles.ts';
import { attempt } from './ioError.ts';
import { directoryMetadata, fileMetadata } from './metadata.ts';

export interface DiskUsageOptions {
  readonly summarize?: boolean;
  readonly all_files?: boolean;
  readonly one_file_system?: boolean;
  readonly count_hard_links?: boolean;
  readonly apparent_size?: boolean;
  readonly max_depth?: bigint | undefined;
  readonly track_largest_subdir?: boolean;
}

export interface DiskUsageEntry {
  readonly path: string;
  readonly sizeBytes: number;
  readonly inodeCount: number;
}

export interface DiskUsageResult {
  /** Directories after what is in them, the root last. */
  readonly entries: readonly DiskUsageEntry[];
  readonly largestSubdirectory: DirHandle | undefined;
}

const BLOCK = 512;

/** `disk_usage` of a file. Check: stat. */
export function fileUsage(context: SdkContext, handle: FileHandle, options: DiskUsageOptions): DiskUsageEntry {
  const { stat } = fileMetadata(context, handle);
  return { path: filePath(handle), sizeBytes: sizeOf(stat, options), inodeCount: 1 };
}

/** The entries of {@link diskUsage}. */
export function directoryUsage(
  context: SdkContext,
  root: DirHandle,
  options: DiskUsageOptions,
): readonly DiskUsageEntry[] {
  return diskUsage(context, root, options).entries;
}

/** `disk_usage` of a tree. Checks: stat on the root, those of the walk, open and stat on each entry; denials below are skipped. */
export function diskUsage(context: SdkContext, root: DirHandle, options: DiskUsageOptions): DiskUsageResult {
  const usage = new DiskUsage(context, root, options);
  for (const step of walkDirectory(context, root)) {
    if (step.kind === 'enter') usage.enter(step.handle);
    else if (step.kind === 'entry') usage.add(step.entry);
    else usage.leave(step.handle);
  }
  return { entries: usage.entries, largestSubdirectory: usage.largest };
}

interface Sum {
  size: number;
  inodes: number;
}

class DiskUsage {
  readonly entries: DiskUsageEntry[] = [];
  largest: DirHandle | undefined;
  readonly #context: SdkContext;
  readonly #root: string;
  readonly #options: DiskUsageOptions;
  readonly #device: number;
  readonly #seen = new Set<string>();
  readonly #sums = new Map<string, Sum>();
  readonly #stack: string[] = [];
  #largestSize = 0;

  constructor(context: SdkContext, root: DirHandle, options: DiskUsageOptions) {
    this.#context = context;
    this.#root = root.path;
    this.#options = options;
    this.#device = directoryMetadata(context, root).stat.device;
  }

  enter({ path }: DirHandle): void {
    this.#stack.push(path);
    this.#sums.set(path, { size: 0, inodes: 0 });
  }

  add(entry: DirEntry): void {
    const stat = attempt(() => entryMetadata(this.#context, entry).stat);
    if (stat === undefined || !this.#counts(entry, stat)) return;
    const size = sizeOf(stat, this.#options);
    const directory = this.#stack.at(-1) ?? this.#root;
    if (entry.kind === 'file') this.#sum(directory, size, 1);
    if (this.#options.all_files === true && entry.kind !== 'directory') {
      const path = joinPath(directory, entry.name);
      if (this.#isShown(path)) this.entries.push({ path, sizeBytes: size, inodeCount: 1 });
    }
  }

  leave(handle: DirHandle): void {
    const { path } = handle;
    this.#stack.pop();
    const stat = attempt(() => directoryMetadata(this.#context, handle).stat);
    if (stat === undefined) return;
    const { size, inodes } = this.#sum(path, sizeOf(stat, this.#options), 1);
    if (this.#isShown(path)) {
      this.entries.push({ path, sizeBytes: size, inodeCount: inodes });
      if (this.#options.track_largest_subdir === true && path !== this.#root && size > this.#largestSize) {
        this.#largestSize = size;
        this.largest = handle;
      }
    }
    const parent = this.#stack.at(-1);
    if (parent !== undefined) this.#sum(parent, size, inodes);
  }

  #counts(entry: DirEntry, stat: Stat): boolean {
    if (this.#options.count_hard_links !== true) {
      const key = `${stat.device}:${entry.inode}`;
      if (this.#seen.has(key)) return false;
      this.#seen.add(key);
    }
    return this.#options.one_file_system !== true || stat.device === this.#device;
  }

  #sum(path: string, size: number, inodes: number): Sum {
    const sum = this.#sums.get(path) ?? { size: 0, inodes: 0 };
    sum.size += size;
    sum.inodes += inodes;
    this.#sums.set(path, sum);
    return sum;
  }

  #isShown(path: string): boolean {
    if (this.#options.summarize === true && path !== this.#root) return false;
    const { max_depth: maxDepth } = this.#options;
    return maxDepth === undefined || BigInt(slashes(path) - slashes(this.#root)) <= maxDepth;
  }
}

function sizeOf(stat: Stat, options: DiskUsageOptions): number {
  return options.apparent_size === true ? stat.size : stat.blocks * BLOCK;
}

function slashes(path: string): number {
  return path.split('/').length - 1;
}
