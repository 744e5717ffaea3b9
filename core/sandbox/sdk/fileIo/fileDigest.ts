// Digests of file contents for the trace, each worked out once.

import type { OpenFile } from '../../vfs/openFile.ts';
import type { SdkContext } from '../types.ts';

/** Digest of what a file holds; holes are left out of it, and what is no regular file counts as empty. */
export function digestOf(context: SdkContext, { inode }: Pick<OpenFile, 'inode'>): string {
  const content = inode.kind === 'file' ? inode.content : EMPTY;
  const known = knownDigests(context);
  const digest = known.get(content) ?? context.digest(content);
  known.set(content, digest);
  return digest;
}

const EMPTY = new Uint8Array();

/** The virtual file system never changes content in place, so the bytes are as good a key as any. */
type Digests = WeakMap<Uint8Array, string>;

function knownDigests({ runState }: SdkContext): Digests {
  const known = runState.get(DIGESTS) as Digests | undefined;
  if (known !== undefined) return known;
  const digests: Digests = new WeakMap();
  runState.set(DIGESTS, digests);
  return digests;
}

const DIGESTS = 'file digests';
