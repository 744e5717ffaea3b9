// Digests of file contents for the trace.

import { sha256Digest } from '#core/base/sha256.ts';
import type { OpenFile } from '../../vfs/openFile.ts';

/** Digest of what a file holds; holes are left out of it, and what is no regular file counts as empty. */
export function digestOf({ inode }: Pick<OpenFile, 'inode'>): string {
  return sha256Digest(inode.kind === 'file' ? inode.content : new Uint8Array());
}
