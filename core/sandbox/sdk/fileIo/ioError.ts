// Errors of the file SDK as scripts see them: kind, source and the exact texts.
// Source: rust-safe-io 0.1.0 `errors.rs` and rhai-safe-io 0.1.0 `errors.rs`.

import { type Errno, FileSystemError } from '../../vfs/errno.ts';
import { SdkError } from '../types.ts';

/** Kinds that a file error can have; those after `Utf8Error` have no constant in `IoErrorKind`. */
export type IoErrorKind =
  | 'InvalidPath'
  | 'InvalidArguments'
  | 'InvalidFileMode'
  | 'ValidationError'
  | 'DirectoryOpenError'
  | 'DirectoryError'
  | 'FileError'
  | 'DestinationFileNotEmptyError'
  | 'NotFound'
  | 'DirectoryNotEmpty'
  | 'PermissionDenied'
  | 'AuthorizationError'
  | 'IdentityResolutionError'
  | 'UnsupportedOperationError'
  | 'FileContentTooLargeError'
  | 'FileCopyError'
  | 'FileReadError'
  | 'EntryTypeMismatchError'
  | 'IoError'
  | 'TryFromIntError'
  | 'RustixError'
  | 'Utf8Error'
  | 'Other'
  | 'CallbackError'
  | 'ProcessNamespaceFatalError';

/** The module whose constants name the kinds. */
export const IO_ERROR_KIND = 'IoErrorKind';

/** What `cap-std` says of a path that leaves the directory it was given relative to. */
export const OUTSIDE_TEXT = 'a path led outside of the filesystem';

/** An error map of the file SDK. */
export function ioError(kind: IoErrorKind, message: string): SdkError {
  return new SdkError('map', message, kind, IO_ERROR_KIND);
}

export function invalidArguments(reason: string): SdkError {
  return ioError('InvalidArguments', `Invalid arguments: ${reason}`);
}

export function validationError(reason: string): SdkError {
  return ioError('ValidationError', `Validation error: ${reason}`);
}

export function invalidPath(reason: string): SdkError {
  return ioError('InvalidPath', `Invalid path: ${reason}`);
}

export function fileError(reason: string, path: string): SdkError {
  return ioError('FileError', `File error: ${reason}: ${path}`);
}

export function directoryError(kind: 'DirectoryError' | 'DirectoryOpenError', reason: string, path: string): SdkError {
  return ioError(kind, `Directory error: ${reason}: ${path}`);
}

export function notFound(path: string): SdkError {
  return ioError('NotFound', `No such file or directory found: ${path}`);
}

export function directoryNotEmpty(path: string): SdkError {
  const text =
    'A path led to a non-empty directory location. To include contents of this directory, use the recursive flag';
  return ioError('DirectoryNotEmpty', `Directory not empty: ${text}: ${path}`);
}

/** A directory that is a file or is reached through a link without `follow_symlinks`. */
export function notADirectory(path: string): SdkError {
  return directoryError(
    'DirectoryOpenError',
    'Not a directory, enable follow_symlinks to open the target directory',
    path,
  );
}

/** Bytes that are not UTF-8 where text is wanted. */
export function notUtf8(): SdkError {
  return ioError('IoError', 'stream did not contain valid UTF-8');
}

/** `TryFromIntError` of Rust's integer conversions. */
export function integerOutOfRange(): SdkError {
  return ioError('TryFromIntError', 'out of range integral type conversion attempted');
}

/** A regular expression that the crate refuses, with the crate's own text. */
export function invalidRegex(pattern: string, message: string): SdkError {
  return validationError(`Invalid regex pattern: '${pattern}' - ${message}`);
}

/** Runs system calls; a failure becomes what `onError` makes of it, by default an IoError with Linux's text. */
export function systemCall<T>(run: () => T, onError: (errno: Errno, text: string) => SdkError = plainIoError): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    throw onError(error.errno, error.message);
  }
}

/** The same for calls that the SDK makes through rustix, whose errors have a kind of their own. */
export function rustixCall<T>(run: () => T): T {
  return systemCall(run, (_, text) => ioError('RustixError', text));
}

/** An IoError with the text of the system call. */
export function plainIoError(_: Errno, text: string): SdkError {
  return ioError('IoError', text);
}

/** The text of a failed call below a directory, where leaving the directory has a text of its own. */
export function beneathText(errno: Errno, text: string): string {
  return errno === 'EXDEV' ? OUTSIDE_TEXT : text;
}

/** Whether an error is the policy's refusal of `read`. */
export function isReadDenial(error: unknown): boolean {
  if (!(error instanceof SdkError) || error.kind !== 'PermissionDenied') return false;
  return error.message.includes(' unauthorized to perform file_system::Action::"read" for ');
}

/** What a step gives, or undefined when it fails with an error of the SDK: for walks that skip what they may not touch. */
export function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof SdkError) return undefined;
    throw error;
  }
}
