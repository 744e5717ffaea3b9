// Checks and errors of the network SDK as scripts see them.
// Source: rust-safe-network 0.1.0 `errors.rs` and `auth.rs`.

import { fileResource, type Resource, urlResource } from '#core/authz/resource.ts';
import { displayUid } from '#core/cedar/types.ts';
import { type SdkContext, SdkError } from '../types.ts';

/** Constants of `NetworkErrorKind`. */
export type NetworkErrorKind = 'PermissionDenied' | 'AuthorizationError' | 'RequestError' | 'Other';

/** An error map of the network SDK. */
export function networkError(kind: NetworkErrorKind, message: string): SdkError {
  return new SdkError('map', message, kind, 'NetworkErrorKind');
}

/** Check on a URL or an endpoint, as the script wrote it. */
export function requireUrl(context: SdkContext, action: 'GET' | 'connect', url: string): void {
  const resource = urlResource(url);
  require(context, `network::Action::"${action}"`, resource, displayUid(resource.uid));
}

/** Check on a file; the text of a denial has the path alone. */
export function requireFilePath(context: SdkContext, action: 'open' | 'read', path: string): void {
  const result = fileResource(path);
  if (!result.ok) throw networkError('Other', result.message);
  require(context, `file_system::Action::"${action}"`, result.resource, path);
}

function require(context: SdkContext, action: string, resource: Resource, shown: string): void {
  const answer = context.authorize(action, resource);
  if (answer === 'allow') return;
  if (answer === 'failed') throw networkError('AuthorizationError', 'Authorization check failed');
  throw networkError(
    'PermissionDenied',
    `Permission denied: ${context.user} unauthorized to perform ${action} for ${shown}`,
  );
}
