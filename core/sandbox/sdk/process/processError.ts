// Checks and errors of the process SDK as scripts see them.
// Source: rust-safe-process-mgmt 0.1.0 `errors.rs` and `auth.rs`.

import {
  dirResource,
  fileResource,
  processResource,
  type Resource,
  type ResourceResult,
} from '#core/authz/resource.ts';
import { type SdkContext, SdkError } from '../types.ts';

/** Constants of `ProcessErrorKind`. */
export type ProcessErrorKind =
  | 'ProcessNotFound'
  | 'PidNamespaceOperationError'
  | 'NamespaceOperationError'
  | 'PermissionDenied'
  | 'AuthorizationError'
  | 'ValidationError'
  | 'CallbackExecutionError'
  | 'ProcessEnumerationError'
  | 'DBusError'
  | 'PrivilegeError'
  | 'ServiceNotFound'
  | 'Other';

export type ProcessAction =
  | 'list'
  | 'list_fds'
  | 'kill'
  | 'interrupt'
  | 'trace'
  | 'mount_namespace'
  | 'network_namespace';

/** What the policy sees of a process. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly name: string;
  readonly username: string;
  readonly command: string;
}

const SOURCE = 'ProcessErrorKind';

/** An error map of the process SDK. */
export function processError(kind: ProcessErrorKind, message: string): SdkError {
  return new SdkError('map', message, kind, SOURCE);
}

/** The same where the run ends at its next operation, caught or not. */
export function fatalProcessError(kind: ProcessErrorKind, message: string): SdkError {
  return new SdkError('map', message, kind, SOURCE, 'next-operation');
}

export function validationError(reason: string): SdkError {
  return processError('ValidationError', `Validation error: ${reason}`);
}

export function processNotFound(reason: string, pid: number): SdkError {
  return processError('ProcessNotFound', `Process not found: ${reason}: PID ${pid}`);
}

/** Throws unless the policy allows the action on the process. */
export function requireProcess(context: SdkContext, action: ProcessAction, process: ProcessIdentity): void {
  const { pid, name, username, command } = process;
  requireResource(
    context,
    `process_system::Action::"${action}"`,
    processResource({ pid: String(pid), name, username, command }),
  );
}

/** Whether the policy lets a process be listed; throws where it cannot be asked. */
export function mayProcess(context: SdkContext, action: ProcessAction, process: ProcessIdentity): boolean {
  try {
    requireProcess(context, action, process);
    return true;
  } catch (error) {
    if (error instanceof SdkError && error.kind === 'PermissionDenied') return false;
    throw error;
  }
}

/** Checks: open and read on the directory /proc. */
export function requireProcFolder(context: SdkContext): void {
  requirePath(context, 'open', dirResource('/proc'));
  requirePath(context, 'read', dirResource('/proc'));
}

/** Check: network_namespace on a file. */
export function requireNamespaceFile(context: SdkContext, path: string): void {
  requirePath(context, 'network_namespace', fileResource(path));
}

/** Throws unless the policy allows the action on a resource. */
export function requireResource(context: SdkContext, action: string, resource: Resource): void {
  const answer = context.authorize(action, resource);
  if (answer === 'allow') return;
  if (answer === 'failed') throw processError('AuthorizationError', 'Authorization check failed');
  const { type, id } = resource.uid;
  throw processError(
    'PermissionDenied',
    `Permission denied: ${context.user} unauthorized to perform ${action} for ${type}::${id}`,
  );
}

/** Runs a step of the file SDK; here all its errors are of one kind, with their own text. */
export function fileStep<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof SdkError) || error.source === SOURCE) throw error;
    throw processError('Other', error.message);
  }
}

function requirePath(context: SdkContext, action: string, result: ResourceResult): void {
  if (!result.ok) throw processError('Other', result.message);
  requireResource(context, `file_system::Action::"${action}"`, result.resource);
}
