// The virtual file system against the rules of Linux (path_resolution(7), rename(2), unlink(2), open(2), chmod(2)).

import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '#core/base/utf8.ts';
import { VirtualClock } from '#core/sandbox/host/virtualClock.ts';
import { FileSystemError, StorageLimitError } from '#core/sandbox/vfs/errno.ts';
import { FileSystem } from '#core/sandbox/vfs/fileSystem.ts';
import { type Credentials, ROOT } from '#core/sandbox/vfs/permissions.ts';

const AGENT: Credentials = { uid: 1000, gid: 1000, groups: [1002] };
const ALICE: Credentials = { uid: 1001, gid: 1001, groups: [] };

/** /d (agent) with a.txt, ln -> a.txt, sub/; /r (root, 0755); /t (1777); /loop -> loop; /out -> /r */
function fixture(): FileSystem {
  const fs = new FileSystem(new VirtualClock(0));
  for (const path of ['/d', '/r', '/t']) fs.mkdir(ROOT, path);
  fs.chown(ROOT, fs.lookup(ROOT, '/d'), 1000, 1000);
  fs.chmod(ROOT, fs.lookup(ROOT, '/t'), 0o1777);
  write(fs, AGENT, '/d/a.txt', 'alpha\n');
  fs.mkdir(AGENT, '/d/sub');
  fs.symlink(AGENT, 'a.txt', '/d/ln');
  fs.symlink(ROOT, 'loop', '/loop');
  fs.symlink(ROOT, '/r', '/out');
  return fs;
}

function write(fs: FileSystem, who: Credentials, path: string, text: string): void {
  fs.openFile(who, path, { write: true, create: true, truncate: true }).write(encodeUtf8(text));
}

function read(fs: FileSystem, path: string): string {
  return String.fromCharCode(...fs.openFile(ROOT, path, { read: true }).read());
}

describe('FileSystem', () => {
  it.each<[string, (fs: FileSystem) => unknown, string]>([
    ['a name that is missing', (fs) => fs.lookup(AGENT, '/d/nope'), 'No such file or directory (os error 2)'],
    ['a file used as a directory', (fs) => fs.lookup(AGENT, '/d/a.txt/x'), 'Not a directory (os error 20)'],
    ['a file with a trailing slash', (fs) => fs.lookup(AGENT, '/d/a.txt/'), 'Not a directory (os error 20)'],
    ['the empty path', (fs) => fs.lookup(AGENT, ''), 'No such file or directory (os error 2)'],
    ['a link to itself', (fs) => fs.lookup(AGENT, '/loop'), 'Too many levels of symbolic links (os error 40)'],
    ['a name of 256 bytes', (fs) => fs.lookup(AGENT, `/d/${'x'.repeat(256)}`), 'File name too long (os error 36)'],
    [
      'a link opened without following',
      (fs) => fs.openFile(AGENT, '/d/ln', { read: true, follow: false }),
      'Too many levels of symbolic links (os error 40)',
    ],
    [
      'a directory opened for writing',
      (fs) => fs.openFile(AGENT, '/d/sub', { write: true }),
      'Is a directory (os error 21)',
    ],
    ['a directory that is there', (fs) => fs.mkdir(AGENT, '/d/sub'), 'File exists (os error 17)'],
    ['a new name in a directory of another', (fs) => fs.mkdir(AGENT, '/r/x'), 'Permission denied (os error 13)'],
    ['deleting a directory as a file', (fs) => fs.unlink(AGENT, '/d/sub'), 'Is a directory (os error 21)'],
    ['deleting a file as a directory', (fs) => fs.rmdir(AGENT, '/d/a.txt'), 'Not a directory (os error 20)'],
    [
      'a directory into itself',
      (fs) => fs.rename(AGENT, fs.root, '/d/sub', fs.root, '/d/sub/x'),
      'Invalid argument (os error 22)',
    ],
    [
      'a directory over a file',
      (fs) => fs.rename(AGENT, fs.root, '/d/sub', fs.root, '/d/a.txt'),
      'Not a directory (os error 20)',
    ],
    [
      'a file over a directory',
      (fs) => fs.rename(AGENT, fs.root, '/d/a.txt', fs.root, '/d/sub'),
      'Is a directory (os error 21)',
    ],
    [
      'changing a mode of another',
      (fs) => fs.chmod(ALICE, fs.lookup(ROOT, '/d/a.txt'), 0o600),
      'Operation not permitted (os error 1)',
    ],
    [
      'giving a file away',
      (fs) => fs.chown(AGENT, fs.lookup(ROOT, '/d/a.txt'), 0, undefined),
      'Operation not permitted (os error 1)',
    ],
    [
      'an absolute link below a start',
      (fs) => fs.lookup(ROOT, 'out', { at: fs.root, beneath: true }),
      'Invalid cross-device link (os error 18)',
    ],
    [
      'an attribute that is not set',
      (fs) => fs.getXattr(fs.lookup(ROOT, '/d'), 'user.x'),
      'No data available (os error 61)',
    ],
    ['what a link points to, of a file', (fs) => fs.readLink(AGENT, '/d/a.txt'), 'Invalid argument (os error 22)'],
  ])('refuses %s', (_, run, text) => {
    expect(() => run(fixture())).toThrow(FileSystemError);
    expect(() => run(fixture())).toThrow(text);
  });

  it('lets an open file live on after its name is gone', () => {
    const fs = fixture();
    const file = fs.openFile(AGENT, '/d/a.txt', { read: true, write: true });
    fs.rename(AGENT, fs.root, '/d/a.txt', fs.root, '/d/b.txt');
    expect(file.path).toBe('/d/b.txt');
    fs.unlink(AGENT, '/d/b.txt');
    expect(file.path).toBe('/d/b.txt (deleted)');
    expect(file.stat().links).toBe(0);
    expect(String.fromCharCode(...file.read())).toBe('alpha\n');
  });

  it('follows links in the middle of a path and at its end', () => {
    const fs = fixture();
    write(fs, ROOT, '/r/deep.txt', 'x');
    expect(fs.realPath(AGENT, '/out/../out/deep.txt')).toBe('/r/deep.txt');
    expect(fs.realPath(AGENT, '/d/ln')).toBe('/d/a.txt');
  });

  it('keeps names in a sticky directory from others', () => {
    const fs = fixture();
    write(fs, ALICE, '/t/hers', '');
    expect(() => fs.unlink(AGENT, '/t/hers')).toThrow('Operation not permitted (os error 1)');
    expect(() => fs.rename(AGENT, fs.root, '/t/hers', fs.root, '/t/mine')).toThrow(
      'Operation not permitted (os error 1)',
    );
    fs.unlink(ALICE, '/t/hers');
    expect(fs.list(AGENT, fs.openDirectory(AGENT, '/t'))).toEqual([]);
  });

  it('takes the umask and keeps the owner', () => {
    const fs = fixture();
    fs.openFile(AGENT, '/d/new', { write: true, create: true, mode: 0o777 });
    expect(fs.stat(AGENT, '/d/new')).toMatchObject({
      mode: 0o100755,
      uid: 1000,
      gid: 1000,
      links: 1,
      size: 0,
      blocks: 0,
    });
    expect(fs.stat(AGENT, '/d/sub')).toMatchObject({ mode: 0o040755, links: 2, size: 4096, blocks: 8 });
    expect(fs.stat(AGENT, '/d/a.txt')).toMatchObject({ size: 6, blocks: 8 });
  });

  it('clears setuid when the owner changes or another user writes', () => {
    const fs = fixture();
    const inode = fs.lookup(ROOT, '/d/a.txt');
    fs.chmod(ROOT, inode, 0o4755);
    write(fs, AGENT, '/d/a.txt', 'x');
    expect(inode.mode).toBe(0o755);
    fs.chmod(ROOT, inode, 0o4755);
    fs.chown(ROOT, inode, 1001, undefined);
    expect(inode.mode).toBe(0o755);
  });

  it('keeps file systems apart', () => {
    const fs = fixture();
    fs.mount('/d/sub', { type: 'tmpfs', source: 'tmpfs', options: 'size=8', capacity: 8, mode: 0o1777 });
    expect(() => fs.rename(AGENT, fs.root, '/d/a.txt', fs.root, '/d/sub/a.txt')).toThrow('os error 18');
    expect(() => fs.link(AGENT, '/d/a.txt', '/d/sub/a.txt')).toThrow('os error 18');
    expect(() => fs.rmdir(ROOT, '/d/sub')).toThrow('Device or resource busy (os error 16)');
    write(fs, AGENT, '/d/sub/full', '12345678');
    expect(() => write(fs, AGENT, '/d/sub/more', '9')).toThrow('No space left on device (os error 28)');
    fs.unmount('/d/sub');
    expect(fs.list(AGENT, fs.openDirectory(AGENT, '/d/sub'))).toEqual([]);
    expect(() => fs.unmount('/d/sub')).toThrow('Invalid argument (os error 22)');
  });

  it('reads holes as zeros and counts only what is stored', () => {
    const fs = fixture();
    const file = fs.openFile(AGENT, '/d/a.txt', { read: true, write: true });
    file.truncate(10_000);
    expect(file.stat()).toMatchObject({ size: 10_000, blocks: 8 });
    expect(file.read().length).toBe(10_000);
    file.truncate(2);
    expect(read(fs, '/d/a.txt')).toBe('al');
    file.allocate(5000);
    expect(file.stat()).toMatchObject({ size: 5000, blocks: 16 });
  });

  it('replaces a file by an anonymous one', () => {
    const fs = fixture();
    const old = fs.openFile(AGENT, '/d/a.txt', { read: true });
    const directory = fs.openDirectory(AGENT, '/d');
    const anonymous = fs.openAnonymous(AGENT, directory, 0o600);
    anonymous.write(encodeUtf8('new'));
    const file = fs.linkOver(AGENT, anonymous, directory, 'a.txt');
    expect(file.stat().links).toBe(1);
    expect(read(fs, '/d/a.txt')).toBe('new');
    expect(String.fromCharCode(...old.read())).toBe('alpha\n');
  });

  it('stops at the limits of the sandbox', () => {
    const fs = new FileSystem(new VirtualClock(0), { maxBytes: 10, maxEntries: 2 });
    write(fs, ROOT, '/a', '12345678');
    expect(() => write(fs, ROOT, '/a2', '123')).toThrow(StorageLimitError);
    expect(() => fs.mkdir(ROOT, '/b')).toThrow('the virtual host holds at most 2 files and directories');
    write(fs, ROOT, '/a', '');
    write(fs, ROOT, '/a2', '123');
  });
});
