// `unmount`: takes a mounted file system away, which only root may do.
// Source: rust-safe-disk-info 0.1.0 `unmount` and umount2(2).

import { UNIT } from '#core/base/value.ts';
import { mountTable, showMounts } from '../../host/mountTable.ts';
import { FileSystemError } from '../../vfs/errno.ts';
import { type OptionTable, optionBuilders, optionsAt } from '../fileIo/optionBuilder.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { diskError, requireDirectory } from './diskError.ts';

const OPTIONS: readonly OptionTable[] = [{ type: 'UnmountOptions', fields: { path: { type: 'string' } } }];

export const unmountSdk: SdkModule = {
  ...optionBuilders(OPTIONS),
  'unmount(UnmountOptions)': (context, args) => {
    const { path } = optionsAt<{ readonly path: string }>(args, 0, 'UnmountOptions');
    unmount(context, path);
    return UNIT;
  },
};

/** Check: unmount on the directory. */
function unmount(context: SdkContext, path: string): void {
  requireDirectory(context, 'unmount', path);
  const { fs, description } = context.host;
  try {
    takeAway(context, path);
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    throw diskError('Other', `Failed to unmount ${path}: ${error.message}`);
  }
  showMounts(fs, description);
  context.effect({ change: 'delete', target: path });
}

/** The order of the kernel: the path, the privilege, then whether something is mounted there. */
function takeAway(context: SdkContext, path: string): void {
  const { fs, credentials, description } = context.host;
  const inode = fs.lookup(credentials, path, { follow: false });
  if (credentials.uid !== 0) throw new FileSystemError('EPERM');
  const place = inode.kind === 'directory' ? fs.pathOf(inode) : path;
  const row = mountTable(fs, description).find((candidate) => candidate.path === place);
  if (row !== undefined && row.root === undefined) throw new FileSystemError('EBUSY');
  fs.unmount(path, { follow: false });
}
