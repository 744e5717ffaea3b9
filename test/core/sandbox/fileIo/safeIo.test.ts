// File operations: which checks they make in which order, and what scripts see when one fails.
// The recorded cases hold the whole surface; here are the rules that are easiest to lose.

import { describe, expect, it } from 'vitest';
import { deleteDirectory, deleteFile } from '#core/sandbox/sdk/fileIo/deleteEntry.ts';
import { entryMetadata, listEntries, openEntryAsFile } from '#core/sandbox/sdk/fileIo/dirEntry.ts';
import { walkDirectory } from '#core/sandbox/sdk/fileIo/directoryWalk.ts';
import { diskUsage } from '#core/sandbox/sdk/fileIo/diskUsage.ts';
import type { DirHandle, FileHandle } from '#core/sandbox/sdk/fileIo/handles.ts';
import { symlinkMetadata } from '#core/sandbox/sdk/fileIo/metadata.ts';
import { moveDirectory, moveFile } from '#core/sandbox/sdk/fileIo/moveEntry.ts';
import { openDirectory } from '#core/sandbox/sdk/fileIo/openDirectory.ts';
import { fileOptions, openFile, openSymlink, READ_ONLY } from '#core/sandbox/sdk/fileIo/openFile.ts';
import { chmodFile } from '#core/sandbox/sdk/fileIo/ownership.ts';
import { readLines, readPage } from '#core/sandbox/sdk/fileIo/readFile.ts';
import { readFile } from '#core/sandbox/sdk/fileIo/redactedRead.ts';
import { copyFile, writeFile, writeInPlace } from '#core/sandbox/sdk/fileIo/writeFile.ts';
import type { SdkContext } from '#core/sandbox/sdk/types.ts';
import { SdkError } from '#core/sandbox/sdk/types.ts';
import { type FakeSdkContext, fakeSdkContext } from '../../../support/sdkContext.ts';

const HOST = {
  files: {
    '/srv/app': { dir: true },
    '/srv/app/a.txt': { content: 'one\ntwo\nthree\n' },
    '/srv/app/b.txt': { content: 'b', mode: '0600' },
    '/srv/app/ln': { symlink: 'a.txt' },
    '/srv/app/sub': { dir: true },
    '/srv/app/sub/c.txt': { content: 'c' },
    '/srv/dirln': { symlink: '/srv/app' },
    '/srv/locked': { dir: true, owner: 'root' },
    '/srv/locked/in': { dir: true },
    '/srv/locked/in/x': { content: '' },
    '/etc/opt/rex/rex_redaction.config': { content: '# kept\nlogin of %s\n', owner: 'root' },
  },
};

const READ_WRITE = fileOptions({ read: true, write: true });

function context(denied?: string): FakeSdkContext {
  return fakeSdkContext({ host: HOST, allows: (asked) => asked !== denied });
}

function app(sdk: SdkContext): DirHandle {
  return openDirectory(sdk, '/srv/app');
}

function file(sdk: SdkContext, name = 'a.txt', options = READ_WRITE): FileHandle {
  return openFile(sdk, app(sdk), name, options);
}

/** `kind: message` of the error a script would see. */
function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof SdkError) return `${error.kind}: ${error.message}`;
    throw error;
  }
  return 'no error';
}

describe('opening', () => {
  it('checks the path as written, and the target when links are followed', () => {
    const sdk = context();
    expect(openDirectory(sdk, '/srv/dirln', { follow_symlinks: true }).path).toBe('/srv/app');
    const opened = file(sdk, 'ln', { ...READ_ONLY, follow_symlinks: true });
    expect(opened.resolvedPath).toBe('/srv/app/a.txt');
    expect(sdk.asked).toEqual([
      'open Dir /srv/dirln',
      'open Dir /srv/app',
      'open Dir /srv/app',
      'open File /srv/app/ln',
      'open File /srv/app/a.txt',
    ]);
  });

  it.each<[string, (sdk: SdkContext) => unknown, string]>([
    [
      'a directory through a link',
      (sdk) => openDirectory(sdk, '/srv/dirln/sub'),
      'DirectoryOpenError: Directory error: Not a directory, enable follow_symlinks to open the target directory: /srv/dirln/sub',
    ],
    ['a relative path', (sdk) => openDirectory(sdk, 'srv'), 'Other: Path is not absolute srv'],
    ['a path with ..', (sdk) => openDirectory(sdk, '/srv/../etc'), 'Other: Path traversal detected /srv/../etc'],
    [
      'a missing directory',
      (sdk) => openDirectory(sdk, '/srv/none'),
      'IoError: No such file or directory (os error 2)',
    ],
    [
      'a file through a link',
      (sdk) => file(sdk, 'ln'),
      'FileError: File error: file is a symbolic link but follow_symlinks is not enabled: /srv/app/ln',
    ],
    [
      'a directory as a file',
      (sdk) => file(sdk, 'sub', READ_ONLY),
      'ValidationError: Validation error: argument is not a file',
    ],
    [
      'a file below the handle',
      (sdk) => file(sdk, 'sub/c.txt'),
      'InvalidPath: Invalid path: file path must contain only a filename',
    ],
    [
      'a file without a way',
      (sdk) => file(sdk, 'a.txt', fileOptions({})),
      'InvalidArguments: Invalid arguments: Invalid open file options: at least one of read, write or create flags must be true',
    ],
    [
      'a file as a link',
      (sdk) => openSymlink(sdk, app(sdk), 'a.txt'),
      'ValidationError: Validation error: argument is not a symlink',
    ],
  ])('refuses %s', (_, run, text) => {
    expect(failure(() => run(context()))).toBe(text);
  });
});

describe('reading and writing', () => {
  it('falls back to the redaction dictionary and reads it once', () => {
    const sdk = fakeSdkContext({
      host: { files: { ...HOST.files, '/srv/app/log': { content: 'login of ann\nsecret\n' } } },
      allows: (asked) => !asked.startsWith('read File /srv/'),
    });
    expect(readFile(sdk, file(sdk, 'log'))).toBe('login of ann\n[REDACTED]');
    expect(readFile(sdk, file(sdk, 'b.txt'))).toBe('[REDACTED]');
    expect(sdk.asked.filter((asked) => asked.includes('/etc/'))).toEqual([
      'open Dir /etc/opt/rex',
      'open Dir /etc/opt/rex',
      'open File /etc/opt/rex/rex_redaction.config',
      'read File /etc/opt/rex/rex_redaction.config',
    ]);
  });

  it('reads pages on from the last one, and lines from either end', () => {
    const sdk = context();
    const handle = file(sdk);
    expect(readPage(sdk, handle, 1n)).toEqual(['one']);
    expect(readFile(sdk, handle)).toBe('two\nthree\n');
    expect(readLines(sdk, handle, { count: -2n, start: undefined })).toEqual(['two', 'three']);
    expect(readLines(sdk, handle, { count: -1n, start: 2n })).toEqual(['two']);
    expect(readLines(sdk, handle, { count: 1n, start: 2n })).toEqual(['two']);
  });

  it('writes a new file in place of the old one, which open handles keep', () => {
    const sdk = context();
    const before = file(sdk, 'b.txt');
    const after = writeFile(sdk, before, 'new', { preserve_ownership: false });
    expect([readFile(sdk, before), readFile(sdk, after)]).toEqual(['b', 'new']);
    expect(after.file.stat().mode).toBe(0o100600);
    writeInPlace(sdk, after, 'n');
    expect(sdk.host.readText('/srv/app/b.txt')).toBe('n');
    expect(failure(() => writeInPlace(sdk, file(sdk, 'b.txt', READ_ONLY), ''))).toBe(
      'InvalidFileMode: Invalid file mode: Attempted to write a file without opening it with the write option.: /srv/app/b.txt',
    );
  });

  it('copies only onto nothing unless forced', () => {
    const sdk = context();
    const options = { force: false, preserve: false };
    expect(failure(() => copyFile(sdk, file(sdk), file(sdk, 'b.txt'), options))).toBe(
      'DestinationFileNotEmptyError: Destination file not empty: File: /srv/app/b.txt, Size: 1 bytes',
    );
    copyFile(sdk, file(sdk), file(sdk, 'b.txt'), { ...options, force: true });
    expect(sdk.host.readText('/srv/app/b.txt')).toBe('one\ntwo\nthree\n');
  });
});

describe('moving and deleting', () => {
  it('reports the opening after a move that has been done', () => {
    const sdk = context('open File /srv/app/z.txt');
    const options = { backup: false, verbose: true };
    expect(failure(() => moveFile(sdk, file(sdk), app(sdk), 'z.txt', options))).toMatch(/^PermissionDenied/);
    expect(sdk.host.readText('/srv/app/z.txt')).toBe('one\ntwo\nthree\n');
    expect(sdk.logged).toEqual(["INFO Moved from '/srv/app/a.txt' to '/srv/app/z.txt'"]);
  });

  it('moves a directory into one that is not empty', () => {
    const sdk = context();
    const srv = openDirectory(sdk, '/srv');
    const root = fakeSdkContext({ host: { ...HOST, runs_as: 'root' } });
    expect(failure(() => moveDirectory(sdk, srv, app(sdk), srv, 'new', { backup: false, verbose: false }))).toBe(
      'InvalidPath: Invalid path: Permission denied (os error 13)',
    );
    const parent = openDirectory(root, '/srv');
    const moved = moveDirectory(root, parent, app(root), openDirectory(root, '/srv/locked'), 'in', {
      backup: false,
      verbose: false,
    });
    expect(moved.path).toBe('/srv/locked/in/app');
  });

  it('deletes the name of a file once, and a directory as far as it may', () => {
    const sdk = context();
    const handle = file(sdk);
    deleteFile(sdk, handle, { force: false });
    expect(failure(() => deleteFile(sdk, handle, { force: false }))).toBe(
      'NotFound: No such file or directory found: /srv/app',
    );
    expect(failure(() => deleteFile(sdk, handle, { force: true }))).toBe('no error');
    expect(failure(() => deleteDirectory(sdk, app(sdk), { force: false, recursive: false }))).toMatch(
      /^DirectoryError/,
    );
    const locked = openDirectory(sdk, '/srv/locked/in');
    expect(failure(() => deleteDirectory(sdk, locked, { force: false, recursive: true }))).toBe(
      'DirectoryError: Directory error: Error removing directory: /srv/locked/in',
    );
    expect(sdk.host.readText('/srv/locked/in/x')).toBeUndefined();
  });
});

describe('entries and walks', () => {
  it('opens an entry once', () => {
    const sdk = context();
    const entry = listEntries(sdk, app(sdk)).find(({ name }) => name === 'a.txt');
    if (entry === undefined) throw new Error('not listed');
    expect(openEntryAsFile(sdk, entry, READ_ONLY)).toBe(openEntryAsFile(sdk, entry, READ_WRITE));
    entryMetadata(sdk, entry);
    expect(sdk.asked.slice(2)).toEqual(['open File /srv/app/a.txt', 'stat File /srv/app/a.txt']);
  });

  it('hides a target that may not be read', () => {
    const sdk = context('read File /srv/app/ln');
    expect(symlinkMetadata(sdk, openSymlink(sdk, app(sdk), 'ln')).symlinkTarget).toBeUndefined();
  });

  it('skips what it may not open and counts what it may', () => {
    const sdk = context('open Dir /srv/app/sub');
    const names = [...walkDirectory(sdk, app(sdk))].flatMap((step) => (step.kind === 'entry' ? [step.entry.name] : []));
    expect(names).toEqual(['a.txt', 'b.txt', 'ln']);
    const usage = diskUsage(context(), app(context()), { all_files: true, apparent_size: true });
    expect(usage.entries.map(({ path, sizeBytes }) => `${path} ${sizeBytes}`)).toContain('/srv/app/sub/c.txt 1');
  });

  it('takes octal permissions only', () => {
    const sdk = context();
    expect(failure(() => chmodFile(sdk, file(sdk), 644n))).toBe(
      'ValidationError: Validation error: Invalid permissions. Permissions must be in the range 0-777 octal: 0o1204',
    );
    expect(failure(() => chmodFile(sdk, file(sdk), -1n))).toBe(
      'TryFromIntError: out of range integral type conversion attempted',
    );
  });
});
