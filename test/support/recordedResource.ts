// The entities of the resource of a recorded decision.

import {
  dirResource,
  fileResource,
  freshResource,
  hostnameResource,
  type Resource,
  serviceResource,
  urlResource,
} from '#core/authz/resource.ts';
import type { EntityUid } from '#core/cedar/types.ts';

/** The resource with its entities; undefined for those whose attributes the recording does not hold. */
export function recordedResource({ type, id }: EntityUid): Resource | undefined {
  switch (type) {
    case 'file_system::File':
    case 'file_system::Dir': {
      const result = type === 'file_system::File' ? fileResource(id) : dirResource(id);
      return result.ok ? result.resource : undefined;
    }
    case 'network::url':
      return urlResource(id);
    case 'sysinfo::Hostname':
      return hostnameResource(id);
    case 'systemd::Service':
      return serviceResource(id);
    case 'sysinfo::Sysinfo':
    case 'sysctl::Sysctl':
    case 'systemd::Systemd':
      return freshResource(type, id);
    default:
      return undefined;
  }
}
