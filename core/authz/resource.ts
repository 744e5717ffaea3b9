// From what a call touches to the Cedar resource it asks about, with the entities the authorizer needs.
// The verdicts use this with predicted values, the sandbox with real ones. Source: rex-cedar-auth 0.1.0.

import { components, isAbsolute, parentPath } from '#core/base/posixPath.ts';
import { type CedarValue, type Entity, type EntityUid, escapeCedarString } from '#core/cedar/types.ts';
import type { Text } from './text.ts';

/** A resource ready to be asked about, or the text with which the SDK refuses the path before it asks. */
export type ResourceResult =
  | { readonly ok: true; readonly resource: Resource }
  | { readonly ok: false; readonly message: string };

/** A resource and the entities to hand over with the request: itself and its ancestors. */
export interface Resource {
  readonly uid: EntityUid;
  readonly entities: readonly Entity[];
}

export const FILE = 'file_system::File';
export const DIR = 'file_system::Dir';

/** A file: its id is the path as written, its ancestors are the directories above it. */
export function fileResource(path: string): ResourceResult {
  const refused = refusePath(path);
  if (refused !== undefined) return { ok: false, message: refused };
  const parent = parentPath(path);
  if (parent === undefined) return { ok: false, message: 'No parent path' };
  const chain = directoryChain(parent);
  if (!chain.ok) return chain;
  const uid = { type: FILE, id: path };
  return {
    ok: true,
    resource: {
      uid,
      entities: [{ uid, attributes: { path }, parents: [chain.resource.uid] }, ...chain.resource.entities],
    },
  };
}

/** Whether every path of the set is refused before Cedar is asked, as far as its literal parts say. */
export function refusesPath(text: Text, type: string): boolean {
  if (text.kind === 'exact') return !(type === FILE ? fileResource(text.value) : dirResource(text.value)).ok;
  const known = `${text.prefix}x${text.suffix}`;
  return text.prefix === '' ? refusePath(`/${known}`) !== undefined : refusePath(known) !== undefined;
}

/** A directory: one trailing slash is dropped from its id; its ancestors are the directories above it. */
export function dirResource(path: string): ResourceResult {
  return directoryChain(path);
}

/** A process. `pid` is an attribute that the schema does not know but the runner sends. */
export function processResource(process: {
  readonly pid: string;
  readonly name: string;
  readonly username: string;
  readonly command: string;
}): Resource {
  const { pid, name, username, command } = process;
  return leaf({ type: 'process_system::Process', id: pid }, { pid, name, username, command });
}

/** A URL or endpoint, as written in the call. */
export function urlResource(url: string): Resource {
  return leaf({ type: 'network::url', id: url }, { url });
}

/** A host name to resolve. */
export function hostnameResource(hostname: string): Resource {
  return leaf({ type: 'sysinfo::Hostname', id: hostname }, { hostname });
}

/**
 * Whether the runner cannot ask about a resource. It builds the ids of these types by pasting text between quotes, and
 * Cedar refuses ids that would need an escape: under any policy the answer is an error and no decision.
 */
export function cannotBeAsked({ type, id }: EntityUid): boolean {
  return PASTED_TYPES.has(type) && escapeCedarString(id) !== id;
}

const PASTED_TYPES = new Set(['network::url', 'sysinfo::Hostname', 'sysinfo::Sysinfo']);

/** A systemd unit, as written in the call. */
export function serviceResource(name: string): Resource {
  return leaf({ type: 'systemd::Service', id: name }, { name });
}

/** A resource whose id is made up anew for every check, so that no policy can name it. */
export function freshResource(type: 'sysinfo::Sysinfo' | 'sysctl::Sysctl' | 'systemd::Systemd', id: string): Resource {
  return leaf({ type, id }, {});
}

/** The user a check is made for. The runner never puts the user into the entity store: no attributes, no groups. */
export function userPrincipal(name: string): EntityUid {
  return { type: 'User', id: name };
}

/** Splits `ns::Action::"name"` into type and id. Throws on anything else: action names come from the catalog. */
export function actionUid(action: string): EntityUid {
  const match = /^(.+)::"(.*)"$/s.exec(action);
  if (match?.[1] === undefined || match[2] === undefined) throw new Error(`not an action: ${action}`);
  return { type: match[1], id: match[2] };
}

/**
 * The parents of an action. The runner's entity store holds actions only for requests that carry context entities, which
 * is `execute` alone; everywhere else a policy that names an action group never matches.
 */
export function actionEntities(action: EntityUid, hasContextEntities: boolean): readonly Entity[] {
  const group = hasContextEntities ? ACTION_GROUPS.get(action.type) : undefined;
  if (group === undefined) return [];
  const parent = { type: action.type, id: group };
  return [
    { uid: action, attributes: {}, parents: [parent] },
    { uid: parent, attributes: {}, parents: [] },
  ];
}

const ACTION_GROUPS = new Map([['file_system::Action', 'SafeIO']]);

function leaf(uid: EntityUid, attributes: Readonly<Record<string, CedarValue>>): Resource {
  return { uid, entities: [{ uid, attributes, parents: [] }] };
}

function directoryChain(path: string): ResourceResult {
  const entities: Entity[] = [];
  let current: string | undefined = path;
  while (current !== undefined) {
    const refused = refusePath(current);
    if (refused !== undefined) return { ok: false, message: refused };
    const id: string = current !== '/' && current.endsWith('/') ? current.slice(0, -1) : current;
    const parent = parentPath(id);
    const parents = parent === undefined ? [] : [{ type: DIR, id: parent }];
    entities.push({ uid: { type: DIR, id }, attributes: { path: id }, parents });
    current = parent;
  }
  const first = entities[0];
  return first === undefined
    ? { ok: false, message: 'No parent path' }
    : { ok: true, resource: { uid: first.uid, entities } };
}

/** Characters that the SDK refuses in any path, besides control characters. */
const REFUSED_CHARACTERS = new Set(['<', '>', '"', '|', '?', '*']);

/** The text with which the SDK refuses a path before it asks Cedar, or undefined. The order of the tests is the SDK's. */
function refusePath(path: string): string | undefined {
  for (const char of path) {
    if (char < ' ' || REFUSED_CHARACTERS.has(char)) return `Path contains invalid characters ${path}`;
  }
  if (!isAbsolute(path)) return `Path is not absolute ${path}`;
  if (components(path).includes('..')) return `Path traversal detected ${path}`;
  return undefined;
}
