// Changing a file's content through a handle: atomic and in-place writing, truncation, allocation, copying.

import { encodeUtf8 } from '#core/base/utf8.ts';
import type { SdkContext } from '../types.ts';
import { requireFile } from './fileAuthorization.ts';
import { digestOf } from './fileDigest.ts';
import { type FileHandle, filePath } from './handles.ts';
import { invalidArguments, ioError, rustixCall, systemCall } from './ioError.ts';
import { requireRead } from './readFile.ts';

export interface CopyFileOptions {
  readonly force: boolean;
  readonly preserve: boolean;
}

/** Text of a refused change of owner; the process would need a capability. */
export const CHOWN_REFUSED =
  'Failed to change ownership. CAP_CHOWN capability is required when changing ownership to a different user.';

/** `write`: a temporary file takes the place of the old one. Check: write. Returns a handle to the new file. */
export function writeFile(
  context: SdkContext,
  handle: FileHandle,
  text: string,
  options: { readonly preserve_ownership: boolean },
): FileHandle {
  requireWrite(context, handle);
  const { fs, credentials } = context.host;
  const { directory } = handle.dir;
  const before = handle.file.stat();
  const temporary = systemCall(() => {
    const file = fs.openAnonymous(credentials, directory, 0o666);
    fs.chmod(credentials, file.inode, before.mode & 0o7777);
    return file;
  });
  if (options.preserve_ownership) {
    systemCall(
      () => fs.chown(credentials, temporary.inode, before.uid, before.gid),
      (errno, message) => (errno === 'EPERM' ? ioError('IoError', CHOWN_REFUSED) : ioError('RustixError', message)),
    );
  }
  const file = systemCall(() => {
    temporary.write(encodeUtf8(text));
    temporary.rewind();
    return fs.linkOver(credentials, temporary, directory, handle.name);
  });
  context.effect({
    change: 'write',
    target: file.path,
    before: digestOf(context, handle.file),
    after: digestOf(context, file),
  });
  return { ...handle, file };
}

/** `write_in_place`: overwrites from the handle's position and cuts to the length of the text. Check: write. */
export function writeInPlace(context: SdkContext, handle: FileHandle, text: string): void {
  requireWrite(context, handle);
  const bytes = encodeUtf8(text);
  changing(context, handle, () => {
    systemCall(() => {
      handle.file.write(bytes);
      handle.file.truncate(bytes.length);
    });
  });
  handle.file.rewind();
}

/** `truncate` to a size in bytes as the SDK computed it, which may have wrapped around. Check: write. */
export function truncateFile(context: SdkContext, handle: FileHandle, size: bigint, bytes: bigint): void {
  requireFile(context, 'write', filePath(handle));
  if (size < 0n) throw invalidArguments('Size must be greater than or equal to 0');
  changing(context, handle, () => rustixCall(() => handle.file.truncate(Number(BigInt.asIntN(64, bytes)))));
}

/** `fallocate` from the start of the file. Check: write. */
export function allocateFile(context: SdkContext, handle: FileHandle, bytes: bigint): void {
  requireWrite(context, handle);
  changing(context, handle, () => rustixCall(() => handle.file.allocate(Number(BigInt.asIntN(64, bytes)))));
}

/** `copy` into an open file. Checks: read on the source, write on the destination. Returns the destination. */
export function copyFile(
  context: SdkContext,
  source: FileHandle,
  destination: FileHandle,
  options: CopyFileOptions,
): FileHandle {
  requireRead(context, source);
  requireWrite(context, destination);
  const size = destination.file.stat().size;
  if (!options.force && size > 0) {
    const text = `Destination file not empty: File: ${filePath(destination)}, Size: ${size} bytes`;
    throw ioError('DestinationFileNotEmptyError', text);
  }
  changing(context, destination, () => copyContent(source, destination));
  if (options.preserve) preserve(context, source, destination);
  return destination;
}

function copyContent(source: FileHandle, destination: FileHandle): void {
  if (source.file.inode === destination.file.inode) {
    // Overlapping ranges are refused by the kernel; the SDK then copies by reading and writing the same bytes.
    source.file.rewind();
    destination.file.rewind();
    return;
  }
  systemCall(() => {
    const bytes = source.file.read();
    destination.file.write(bytes);
    source.file.rewind();
    destination.file.truncate(bytes.length);
    destination.file.rewind();
  });
}

function preserve(context: SdkContext, source: FileHandle, destination: FileHandle): void {
  const { fs, credentials } = context.host;
  const { mode, accessedNs, modifiedNs } = source.file.stat();
  systemCall(() => {
    fs.chmod(credentials, destination.file.inode, mode & 0o7777);
    // The SDK hands the two times over in the wrong order.
    fs.setTimes(credentials, destination.file.inode, modifiedNs, accessedNs);
  });
}

/** Runs a change of an open file's content and reports it with the digests before and after. */
export function changing(context: SdkContext, handle: FileHandle, run: () => void): void {
  const before = digestOf(context, handle.file);
  run();
  context.effect({ change: 'write', target: handle.file.path, before, after: digestOf(context, handle.file) });
}

/** Check: write. Throws also when the file was not opened for writing. */
export function requireWrite(context: SdkContext, handle: FileHandle): void {
  requireFile(context, 'write', filePath(handle));
  requireWriteMode(handle);
}

/** Throws when the file was not opened for writing. */
export function requireWriteMode(handle: FileHandle): void {
  if (handle.options.write) return;
  const reason = 'Attempted to write a file without opening it with the write option.';
  throw ioError('InvalidFileMode', `Invalid file mode: ${reason}: ${filePath(handle)}`);
}
