// The line above a request in JSON: what the policies of the workspace decide about it, by the real engine.

import { findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser';
import {
  actionEntities,
  DIR,
  dirResource,
  FILE,
  fileResource,
  freshResource,
  hostnameResource,
  serviceResource,
  urlResource,
} from '#core/authz/resource.ts';
import { valueAt } from '#core/cedar/syntax/jsonNodes.ts';
import type {
  CedarDecision,
  CedarRequest,
  CedarValue,
  Entity,
  EntityUid,
  PreparedPolicySet,
} from '#core/cedar/types.ts';
import type { JsonDocument } from './cedarDocument.ts';
import type { PolicyLens } from './codeLens.ts';
import { uidInString, uidOf } from './jsonEntities.ts';

/** A policy file that is asked. */
export interface AskedPolicies {
  readonly name: string;
  readonly policies: PreparedPolicySet;
}

/**
 * One line for each file. None for requests that are not whole, and for resources whose attributes come from a host, such as
 * processes, or whose types are not those of Rex.
 */
export function requestLenses({ form, root }: JsonDocument, asked: readonly AskedPolicies[]): readonly PolicyLens[] {
  const request = form === 'request' && root !== undefined ? requestIn(root) : undefined;
  if (request === undefined) return [];
  const span = { start: root?.offset ?? 0, end: root?.offset ?? 0 };
  return asked.map(({ name, policies }) => ({ span, title: `${name} ${decisionText(policies.authorize(request))}` }));
}

function decisionText({ decision, determining, errors }: CedarDecision): string {
  const failed = errors.map(({ policy }) => policy).join(', ');
  const note = failed === '' ? '' : `; ${failed} ends in an error`;
  if (decision === 'allow') return `allows it by ${determining.join(', ')}${note}`;
  return `denies it ${determining.length === 0 ? 'since no permit matches' : `by ${determining.join(', ')}`}${note}`;
}

/** The request with the entities that the runner would hand over. */
function requestIn(root: Node): CedarRequest | undefined {
  const [principal, action, resource] = ['principal', 'action', 'resource'].map((key) => uidAt(root, key));
  const entities = resource && resourceEntities(resource);
  if (principal === undefined || action === undefined || resource === undefined || entities === undefined)
    return undefined;
  const written = findNodeAtLocation(root, ['context']);
  const context = written === undefined ? { record: {} } : cedarValue(getNodeValue(written));
  if (typeof context !== 'object' || !('record' in context)) return undefined;
  const hasEntities = Object.values(context.record).some((value) => typeof value === 'object' && 'entity' in value);
  return {
    principal,
    action,
    resource,
    context: context.record,
    entities: [...entities, ...actionEntities(action, hasEntities)],
  };
}

function uidAt(root: Node, key: string): EntityUid | undefined {
  const node = valueAt(root, key);
  return node === undefined ? undefined : (uidOf(node)?.uid ?? uidInString(node));
}

function resourceEntities({ type, id }: EntityUid): readonly Entity[] | undefined {
  switch (type) {
    case FILE:
    case DIR: {
      const result = type === FILE ? fileResource(id) : dirResource(id);
      return result.ok ? result.resource.entities : undefined;
    }
    case 'network::url':
      return urlResource(id).entities;
    case 'sysinfo::Hostname':
      return hostnameResource(id).entities;
    case 'systemd::Service':
      return serviceResource(id).entities;
    case 'sysinfo::Sysinfo':
    case 'sysctl::Sysctl':
    case 'systemd::Systemd':
      return freshResource(type, id).entities;
    default:
      return undefined;
  }
}

/** A JSON value as Cedar reads it; undefined where Cedar has none of the kind. */
function cedarValue(json: unknown): CedarValue | undefined {
  if (typeof json === 'boolean' || typeof json === 'string') return json;
  if (typeof json === 'number') return Number.isSafeInteger(json) ? BigInt(json) : undefined;
  if (Array.isArray(json)) {
    const set = json.map(cedarValue);
    return set.every((item) => item !== undefined) ? { set } : undefined;
  }
  if (typeof json !== 'object' || json === null) return undefined;
  if ('__entity' in json) return entityOf(json.__entity);
  const record = new Map<string, CedarValue>();
  for (const [key, value] of Object.entries(json)) {
    const read = cedarValue(value);
    if (read === undefined || key.startsWith('__')) return undefined;
    record.set(key, read);
  }
  return { record: Object.fromEntries(record) };
}

function entityOf(json: unknown): CedarValue | undefined {
  if (typeof json !== 'object' || json === null || !('type' in json) || !('id' in json)) return undefined;
  return { entity: { type: String(json.type), id: String(json.id) } };
}
