// `verify_cert` and `verify_cert_chain`: certificate files held against a root at the time of the virtual host. No checks.
// Source: rust-safe-io 0.1.0 `file/crypto.rs`.

import { type RhaiValue, UNIT } from '#core/base/value.ts';
import { FileSystemError } from '../../vfs/errno.ts';
import { arrayArgument } from '../common/sdkArguments.ts';
import { EngineError, type SdkContext, type SdkModule } from '../types.ts';
import { FILE_HANDLE, type FileHandle, fileHandleAt } from './handles.ts';
import { ioError } from './ioError.ts';

export const certificatesSdk: SdkModule = {
  'verify_cert(RcFileHandle, RcFileHandle)': (context, args) => {
    verifyChain(context, fileHandleAt(args, 0), fileHandleAt(args, 1), []);
    return UNIT;
  },
  'verify_cert_chain(RcFileHandle, RcFileHandle, array)': (context, args) => {
    verifyChain(context, fileHandleAt(args, 0), fileHandleAt(args, 1), fileHandles(arrayArgument(args, 2)));
    return UNIT;
  },
};

/** The file's first certificate by the root's first; the others in the file may stand between the two, as may those given. */
function verifyChain(
  context: SdkContext,
  file: FileHandle,
  rootFile: FileHandle,
  between: readonly FileHandle[],
): void {
  const [root] = readCertificates(context, rootFile);
  const [leaf, ...bundled] = readCertificates(context, file);
  const given = between.flatMap((handle) => readCertificates(context, handle));
  if (root === undefined) throw parseError('No certificates found in root CA file');
  const chain = leaf === undefined ? [] : [leaf, ...given, ...bundled];
  const nowSeconds = Math.floor(context.host.clock.now() / 1000);
  const verified = context.certificates.verify(root, chain, nowSeconds);
  if (verified.ok) return;
  if (verified.fault === 'parse') throw parseError(verified.reason);
  throw ioError('Other', `Certificate verification error: ${verified.reason}`);
}

function readCertificates({ certificates }: SdkContext, { file }: FileHandle): readonly Uint8Array[] {
  const read = certificates.read(contentOf(file));
  file.rewind();
  if (!read.ok) throw parseError(read.reason);
  return read.certificates;
}

function contentOf(file: FileHandle['file']): Uint8Array {
  file.rewind();
  try {
    return file.read();
  } catch (error) {
    if (error instanceof FileSystemError) throw parseError(`Failed to read certificate file: ${error.message}`);
    throw error;
  }
}

function parseError(reason: string): Error {
  return ioError('Other', `Certificate parse error: ${reason}`);
}

function fileHandles(items: readonly RhaiValue[]): readonly FileHandle[] {
  if (items.every((item) => item.kind === 'object' && item.type === FILE_HANDLE))
    return items.map((_, index) => fileHandleAt(items, index));
  const actual = 'Array with non-file-handle elements';
  throw new EngineError({ kind: 'mismatch', expected: 'Array<RcFileHandle>', actual });
}
