// Whatever calls are made in whatever order: the tree stays a tree, and its counts agree with what is there.

import fc from 'fast-check';
import { describe, it } from 'vitest';
import { VirtualClock } from '#core/sandbox/host/virtualClock.ts';
import { FileSystemError } from '#core/sandbox/vfs/errno.ts';
import { FileSystem } from '#core/sandbox/vfs/fileSystem.ts';
import type { DirectoryInode, Inode } from '#core/sandbox/vfs/inode.ts';
import { ROOT } from '#core/sandbox/vfs/permissions.ts';

const name = fc.constantFrom('a', 'b', 'c');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
const size = fc.integer({ min: 0, max: 40 });

type Step = (fs: FileSystem) => void;

const step: fc.Arbitrary<Step> = fc.oneof(
  path.map((at) => (fs: FileSystem) => void fs.mkdir(ROOT, at)),
  fc.tuple(path, size).map(
    ([at, length]) =>
      (fs: FileSystem) =>
        fs.openFile(ROOT, at, { write: true, create: true }).write(new Uint8Array(length)),
  ),
  fc.tuple(path, size).map(
    ([at, length]) =>
      (fs: FileSystem) =>
        fs.openFile(ROOT, at, { write: true }).truncate(length),
  ),
  path.map((at) => (fs: FileSystem) => fs.unlink(ROOT, at)),
  path.map((at) => (fs: FileSystem) => fs.rmdir(ROOT, at)),
  fc.tuple(path, path).map(
    ([from, to]) =>
      (fs: FileSystem) =>
        fs.rename(ROOT, fs.root, from, fs.root, to),
  ),
  fc.tuple(path, path).map(
    ([from, to]) =>
      (fs: FileSystem) =>
        fs.link(ROOT, from, to),
  ),
  fc.tuple(path, path).map(
    ([target, at]) =>
      (fs: FileSystem) =>
        void fs.symlink(ROOT, target, at),
  ),
);

describe('FileSystem', () => {
  it('keeps its invariants', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const fs = new FileSystem(new VirtualClock(0));
        for (const run of steps) {
          try {
            run(fs);
          } catch (error) {
            if (!(error instanceof FileSystemError)) throw error;
          }
          checkTree(fs);
        }
      }),
      { numRuns: 200 },
    );
  });
});

function checkTree(fs: FileSystem): void {
  const names = new Map<Inode, number>();
  checkDirectory(fs, fs.root, '', names);
  let used = 0;
  for (const [inode, count] of names) {
    if (inode.kind !== 'directory' && inode.links !== count) throw new Error(`${inode.links} links for ${count} names`);
    if (inode.kind === 'directory' && count !== 1) throw new Error('a directory has two names');
    if (inode.kind === 'file') used += inode.content.length;
  }
  if (fs.root.device.used !== used) throw new Error(`${fs.root.device.used} bytes used for ${used}`);
}

function checkDirectory(fs: FileSystem, directory: DirectoryInode, at: string, names: Map<Inode, number>): void {
  let directories = 0;
  for (const [key, dentry] of directory.entries) {
    if (dentry.name !== key || dentry.parent !== directory || dentry.removed)
      throw new Error(`lost entry ${at}/${key}`);
    names.set(dentry.inode, (names.get(dentry.inode) ?? 0) + 1);
    if (fs.lookup(ROOT, `${at}/${key}`, { follow: false }) !== dentry.inode)
      throw new Error(`${at}/${key} leads elsewhere`);
    if (dentry.inode.kind !== 'directory') continue;
    directories++;
    if (fs.pathOf(dentry.inode) !== `${at}/${key}`) throw new Error(`${fs.pathOf(dentry.inode)} is not ${at}/${key}`);
    checkDirectory(fs, dentry.inode, `${at}/${key}`, names);
  }
  if (directory.links !== directories + 2) throw new Error(`${directory.links} links for ${directories} directories`);
}
