// What host files and tests of scripts name: users, files and directories, policies.

import type { Node } from 'jsonc-parser';
import { DIR, FILE } from '#core/authz/resource.ts';
import { elementsOf, nameNode, propertiesOf, valueAt } from '#core/cedar/syntax/jsonNodes.ts';
import type { EntityUid } from '#core/cedar/types.ts';
import { parseJson } from './cedarDocument.ts';
import { spanOf, uidInString } from './jsonEntities.ts';
import { entitySymbol, nameOccurrences, type Occurrence, policySymbol } from './symbols.ts';

/** Whether a file is a host file or holds tests. */
export function isHostOrTest(path: string): boolean {
  return /\.(?:host|rehearsal)\.json$/.test(path);
}

/** All places of a host file or of tests that name something of a policy. */
export function hostOccurrences(path: string, text: string): readonly Occurrence[] {
  const root = parseJson(text);
  if (root === undefined) return [];
  return [...(path.endsWith('.host.json') ? hostNames(root) : testNames(root))];
}

function* hostNames(host: Node): Iterable<Occurrence> {
  yield* user(valueAt(host, 'principal'));
  yield* paths(valueAt(host, 'files'));
}

function* testNames(root: Node): Iterable<Occurrence> {
  for (const holder of [root, ...elementsOf(valueAt(root, 'tests'))]) {
    yield* user(valueAt(holder, 'principal'));
    const host = valueAt(holder, 'host');
    if (host?.type === 'object') yield* hostNames(host);
    const expected = valueAt(holder, 'expect');
    if (expected === undefined) continue;
    for (const key of ['files', 'allFiles']) yield* paths(valueAt(expected, key));
    for (const key of ['decisions', 'allDecisions'])
      for (const decision of elementsOf(valueAt(expected, key))) yield* decisionNames(decision);
  }
}

function* decisionNames(decision: Node): Iterable<Occurrence> {
  for (const key of ['principal', 'action', 'resource']) yield* writtenUid(valueAt(decision, key));
  const resource = valueAt(decision, 'resource');
  if (resource?.type === 'string' && String(resource.value).startsWith('/'))
    yield place(
      [FILE, DIR].map((type) => ({ type, id: String(resource.value) })),
      resource,
    );
  const principal = valueAt(decision, 'principal');
  if (principal?.type === 'string' && uidInString(principal) === undefined) yield* user(principal);
  for (const policy of elementsOf(valueAt(decision, 'policies')))
    if (policy.type === 'string') yield { ...place([], policy), symbols: [policySymbol(String(policy.value))] };
}

function* user(node: Node | undefined): Iterable<Occurrence> {
  if (node?.type === 'string') yield place([{ type: 'User', id: String(node.value) }], node);
}

/** Files by their paths: the keys of an object. */
function* paths(files: Node | undefined): Iterable<Occurrence> {
  for (const { key, value } of propertiesOf(files)) {
    const id = String(key.value);
    const isDirectory = value.type === 'object' && valueAt(value, 'dir')?.value === true;
    if (id.startsWith('/')) yield place([{ type: isDirectory ? DIR : FILE, id }], key);
  }
}

/** An entity as Cedar writes it, within a JSON string. */
export function* writtenUid(node: Node | undefined): Iterable<Occurrence> {
  const uid = node && uidInString(node);
  if (node === undefined || uid === undefined) return;
  const { start, end } = spanOf(node);
  const from = start + 1 + uid.type.length + '::'.length;
  const type = { ...node, value: uid.type, length: uid.type.length + 2 };
  yield* nameOccurrences(nameNode(type).parts, spanOf(node));
  const span = { start: from, end: end - 1 };
  yield { symbols: [entitySymbol(uid)], span, around: span, role: 'reference', form: 'quotedInJson', uid };
}

function place(uids: readonly EntityUid[], node: Node): Occurrence {
  const [uid] = uids;
  return {
    symbols: uids.map(entitySymbol),
    span: spanOf(node),
    around: spanOf(node),
    role: 'reference',
    form: 'json',
    ...(uids.length === 1 && uid !== undefined ? { uid } : {}),
  };
}
