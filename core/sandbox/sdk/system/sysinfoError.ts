// Checks and errors of the system SDK as scripts see them.
// Source: rust-safe-system-info 0.1.0 `errors.rs` and `auth.rs`.

import { fileResource, freshResource, type Resource } from '#core/authz/resource.ts';
import { displayUid } from '#core/cedar/types.ts';
import { type SdkContext, SdkError } from '../types.ts';

/** Constants of `SysteminfoErrorKind` that errors have. */
export type SysinfoErrorKind =
  | 'PermissionDenied'
  | 'AuthorizationError'
  | 'IoError'
  | 'InvalidParameter'
  | 'InvalidValue'
  | 'PrivilegeError'
  | 'Other';

/** An error map of the system SDK. */
export function sysinfoError(kind: SysinfoErrorKind, message: string): SdkError {
  return new SdkError('map', message, kind, 'SysteminfoErrorKind');
}

/** Check: `sysinfo::Action::"list"` on a resource that is new each time. */
export function requireSysinfoList(context: SdkContext): void {
  requireSysinfo(context, 'list', freshResource('sysinfo::Sysinfo', context.uuid()));
}

/** Check on a resource whose text already has its type; the SDK puts the type before it once more. */
export function requireSysinfo(context: SdkContext, action: string, resource: Resource): void {
  require(context, `sysinfo::Action::"${action}"`, resource, `${resource.uid.type}::${displayUid(resource.uid)}`);
}

/** Check: read on a file that the kernel makes. Nothing is opened through the file SDK. */
export function requireKernelFile(context: SdkContext, path: string): void {
  const result = fileResource(path);
  if (!result.ok) throw sysinfoError('Other', result.message);
  require(context, 'file_system::Action::"read"', result.resource, `file_system::File::${path}`);
}

/** Check: `sysctl::Action::"load"` on a resource that is new each time. */
export function requireSysctlLoad(context: SdkContext): void {
  const resource = freshResource('sysctl::Sysctl', context.uuid());
  require(context, 'sysctl::Action::"load"', resource, `sysctl::Sysctl::${resource.uid.id}`);
}

/** Runs a step of the file SDK; here all its errors are of one kind, whatever they were there. */
export function fileStep<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof SdkError)) throw error;
    throw sysinfoError('Other', error.message);
  }
}

function require(context: SdkContext, action: string, resource: Resource, shown: string): void {
  const answer = context.authorize(action, resource);
  if (answer === 'allow') return;
  if (answer === 'failed') throw sysinfoError('AuthorizationError', 'Authorization check failed');
  throw sysinfoError(
    'PermissionDenied',
    `Permission denied: ${context.user} unauthorized to perform ${action} for ${shown}`,
  );
}
