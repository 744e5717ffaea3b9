// Checks and errors of the disk SDK as scripts see them.
// Source: rust-safe-disk-info 0.1.0 `errors.rs` and `auth.rs`.

import { dirResource, fileResource, type ResourceResult } from '#core/authz/resource.ts';
import { type SdkContext, SdkError } from '../types.ts';

/** Constants of `DiskinfoErrorKind` that errors have. */
export type DiskErrorKind = 'PermissionDenied' | 'AuthorizationError' | 'Other';

/** An error map of the disk SDK. */
export function diskError(kind: DiskErrorKind, message: string): SdkError {
  return new SdkError('map', message, kind, 'DiskinfoErrorKind');
}

/** Check: read on a file that the kernel makes. Nothing is opened through the file SDK. */
export function requireKernelFile(context: SdkContext, path: string): void {
  require(context, 'read', fileResource(path));
}

/** Check on a directory. */
export function requireDirectory(context: SdkContext, action: 'stat' | 'unmount', path: string): void {
  require(context, action, dirResource(path));
}

function require(context: SdkContext, action: string, result: ResourceResult): void {
  if (!result.ok) throw diskError('Other', result.message);
  const name = `file_system::Action::"${action}"`;
  const { uid } = result.resource;
  const answer = context.authorize(name, result.resource);
  if (answer === 'allow') return;
  if (answer === 'failed') throw diskError('AuthorizationError', 'Authorization check failed');
  throw diskError(
    'PermissionDenied',
    `Permission denied: ${context.user} unauthorized to perform ${name} for ${uid.type}::${uid.id}`,
  );
}
