// Asks Cedar about a file or directory and throws what a script sees when the answer is no.

import { dirResource, fileResource, type ResourceResult } from '#core/authz/resource.ts';
import type { CedarValue, Entity } from '#core/cedar/types.ts';
import type { SdkContext } from '../types.ts';
import { ioError } from './ioError.ts';

/** Names of the actions in `file_system::Action`. */
export type FileAction =
  | 'read'
  | 'write'
  | 'delete'
  | 'open'
  | 'create'
  | 'chmod'
  | 'chown'
  | 'stat'
  | 'move'
  | 'execute'
  | 'redacted_read'
  | 'set_x_attr'
  | 'unmount';

type RequestContext = Readonly<Record<string, CedarValue>>;

/** Throws unless the policy allows the action on the file. */
export function requireFile(context: SdkContext, action: FileAction, path: string, request?: RequestContext): void {
  requireResource(context, action, fileResource(path), request);
}

/** Throws unless the policy allows the action on the directory. */
export function requireDirectory(
  context: SdkContext,
  action: FileAction,
  path: string,
  request?: RequestContext,
): void {
  requireResource(context, action, dirResource(path), request);
}

/** Throws unless the policy allows the action on a resource that is already made up, or that the SDK refuses to ask about. */
export function requireResource(
  context: SdkContext,
  action: FileAction,
  result: ResourceResult,
  request?: RequestContext,
  entities?: readonly Entity[],
): void {
  if (!result.ok) throw ioError('Other', result.message);
  const { resource } = result;
  const name = `file_system::Action::"${action}"`;
  const answer = context.authorize(name, resource, request, entities);
  if (answer === 'failed') throw ioError('AuthorizationError', 'Authorization check failed');
  if (answer === 'allow') return;
  const { type, id } = resource.uid;
  throw ioError(
    'PermissionDenied',
    `Permission denied: ${context.user} unauthorized to perform ${name} for ${type}::${id}`,
  );
}
