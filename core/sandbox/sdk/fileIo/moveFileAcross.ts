// Moving a file to another file system: its content is copied there.

import type { SdkContext } from '../types.ts';
import { requireFile } from './fileAuthorization.ts';
import { type DirHandle, type FileHandle, filePath } from './handles.ts';
import { systemCall } from './ioError.ts';
import { fileOptions, openFile } from './openFile.ts';
import { readFile } from './redactedRead.ts';
import { copyFile, writeFile } from './writeFile.ts';

const CREATE = fileOptions({ write: true, create: true });

/**
 * Copies the file. With `backup` through its text, checks: read or redacted_read, stat, open, create and write there;
 * without: open and create there, read, write there.
 */
export function copyFileAcross(
  context: SdkContext,
  handle: FileHandle,
  to: DirHandle,
  name: string,
  options: { readonly backup: boolean },
): void {
  if (!options.backup) {
    copyFile(context, handle, openFile(context, to, name, CREATE), { force: true, preserve: false });
    return;
  }
  const text = readFile(context, handle);
  requireFile(context, 'stat', filePath(handle));
  const { mode, accessedNs, modifiedNs } = handle.file.stat();
  const written = writeFile(context, openFile(context, to, name, CREATE), text, { preserve_ownership: true });
  const { fs, credentials } = context.host;
  systemCall(() => {
    fs.chmod(credentials, written.file.inode, mode & 0o7777);
    // The SDK hands the two times over in the wrong order.
    fs.setTimes(credentials, written.file.inode, modifiedNs, accessedNs);
  });
}
