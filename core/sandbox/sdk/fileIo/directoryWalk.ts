// The walk through a directory tree that find, disk usage and the recursive changes share. What it may not open it skips.
// Source: rust-safe-io 0.1.0 `recursive.rs`.

import type { SdkContext } from '../types.ts';
import { type DirEntry, entryMetadata, listEntries, openEntryAsDirectory, targetMetadata } from './dirEntry.ts';
import type { DirHandle } from './handles.ts';
import { attempt } from './ioError.ts';
import { directoryMetadata, type Metadata } from './metadata.ts';

/** A step of the walk: a directory is entered, an entry is met, a directory is left. */
export type WalkStep =
  | { readonly kind: 'enter' | 'leave'; readonly handle: DirHandle }
  | { readonly kind: 'entry'; readonly entry: DirEntry };

export interface WalkOptions {
  /** Entries of the root have depth 1. */
  readonly minDepth?: bigint;
  readonly maxDepth?: bigint;
  /** Follow links and visit nothing twice. */
  readonly followSymlinks?: boolean;
}

interface Level {
  readonly handle: DirHandle;
  readonly entries: readonly DirEntry[];
  readonly depth: bigint;
  next: number;
}

/** Walks a tree. Checks: read on the root; open and read on each directory below; denials only shorten the walk. */
export function* walkDirectory(context: SdkContext, root: DirHandle, options: WalkOptions = {}): Generator<WalkStep> {
  yield* new DirectoryWalk(context, options).run(root);
}

class DirectoryWalk {
  readonly #context: SdkContext;
  readonly #minDepth: bigint;
  readonly #maxDepth: bigint | undefined;
  readonly #follow: boolean;
  readonly #visited = new Map<string, bigint>();
  readonly #stack: Level[] = [];

  constructor(context: SdkContext, options: WalkOptions) {
    this.#context = context;
    this.#minDepth = options.minDepth ?? 0n;
    this.#maxDepth = options.maxDepth;
    this.#follow = options.followSymlinks ?? false;
  }

  *run(root: DirHandle): Generator<WalkStep> {
    const entries = attempt(() => listEntries(this.#context, root)) ?? [];
    if (this.#follow) {
      const metadata = attempt(() => directoryMetadata(this.#context, root));
      if (metadata !== undefined) this.#visited.set(identity(metadata), 0n);
    }
    yield* this.#enter(root, entries, 1n);
    for (let level = this.#stack.at(-1); level !== undefined; level = this.#stack.at(-1)) {
      const entry = level.entries[level.next++];
      if (entry === undefined) {
        this.#stack.pop();
        yield { kind: 'leave', handle: level.handle };
      } else {
        yield* this.#visit(entry, level.depth);
      }
    }
  }

  *#enter(handle: DirHandle, entries: readonly DirEntry[], depth: bigint): Generator<WalkStep> {
    this.#stack.push({ handle, entries, depth, next: 0 });
    yield { kind: 'enter', handle };
  }

  *#visit(met: DirEntry, depth: bigint): Generator<WalkStep> {
    let entry = met;
    if (this.#follow) {
      if (entry.kind === 'symlink' && depth < this.#minDepth) return;
      const metadata = this.#firstSight(entry, depth);
      if (metadata === undefined) return;
      if (entry.kind === 'symlink')
        entry = { ...entry, kind: metadata.stat.kind, isResolvedLink: true, opened: undefined };
    }
    if (entry.kind !== 'directory') {
      if (depth >= this.#minDepth) yield { kind: 'entry', entry };
      return;
    }
    const below = this.#open(entry, depth);
    const shown = depth >= this.#minDepth && (below !== undefined || entry.isResolvedLink);
    if (shown) yield { kind: 'entry', entry };
    if (below?.entries !== undefined) yield* this.#enter(below.handle, below.entries, depth + 1n);
  }

  /** Opens a directory and lists it where the walk goes on there; undefined when it must not be opened. */
  #open(
    entry: DirEntry,
    depth: bigint,
  ): { readonly handle: DirHandle; readonly entries: readonly DirEntry[] | undefined } | undefined {
    const handle = attempt(() => openEntryAsDirectory(this.#context, entry));
    if (handle === undefined) return undefined;
    if (this.#maxDepth !== undefined && depth >= this.#maxDepth) return { handle, entries: undefined };
    return { handle, entries: attempt(() => listEntries(this.#context, handle)) };
  }

  /** Metadata of what the entry stands for, unless the walk has been there on a path no longer than this one. */
  #firstSight(entry: DirEntry, depth: bigint): Metadata | undefined {
    const metadata = attempt(() =>
      entry.kind === 'symlink' ? targetMetadata(this.#context, entry) : entryMetadata(this.#context, entry),
    );
    if (metadata === undefined) return undefined;
    const key = identity(metadata);
    const before = this.#visited.get(key);
    const seen = before !== undefined && (metadata.stat.kind !== 'directory' || depth >= before);
    if (seen) return undefined;
    this.#visited.set(key, depth);
    return metadata;
  }
}

function identity({ stat }: Metadata): string {
  return `${stat.device}:${stat.inode}`;
}
