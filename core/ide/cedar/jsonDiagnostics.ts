// What the engine says of Cedar's JSON forms, at the places it speaks of: each entity, policy and link is asked about alone.

import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { CedarEngine } from '#core/cedar/types.ts';
import type { JsonDocument } from './cedarDocument.ts';
import { entityNodes, spanOf } from './jsonEntities.ts';

export const CEDAR_JSON = 'cedar-json';

/** Diagnostics of a JSON form by the schema in force. `rehearsal.json` has its own. */
export function checkJsonDocument(document: JsonDocument, engine: CedarEngine, schema: string): readonly Diagnostic[] {
  if (document.form === 'config') return [];
  const errors: ParseError[] = [];
  const root = parseTree(document.text, errors, { allowTrailingComma: false });
  const broken = errors.map(({ error, offset, length }) =>
    diagnostic(`This is not valid JSON: ${printParseErrorCode(error)}.`, {
      start: offset,
      end: offset + Math.max(1, length),
    }),
  );
  if (root === undefined || broken.length > 0) return broken;
  switch (document.form) {
    case 'entities':
      return entityFindings(root, engine, schema);
    case 'policies':
      return policyFindings(root, engine);
    case 'schema':
      return engine.checkJson('schema', getNodeValue(root), schema).map((message) => place(message, root));
    case 'request':
      return engine.checkJson('request', getNodeValue(root), schema).map((message) => place(message, root));
    case 'links':
      return linkFindings(root);
  }
}

function entityFindings(root: Node, engine: CedarEngine, schema: string): readonly Diagnostic[] {
  if (root.type !== 'array') return [diagnostic('An entities file must hold a list of entities.', spanOf(root))];
  const seen = new Set<string>();
  const found = entityNodes(root).flatMap((node) => {
    const uid = JSON.stringify(
      findNodeAtLocation(node, ['uid']) && getNodeValue(findNodeAtLocation(node, ['uid']) ?? node),
    );
    const twice = seen.has(uid)
      ? [diagnostic('An entity with this uid is there already.', spanOf(findNodeAtLocation(node, ['uid']) ?? node))]
      : [];
    seen.add(uid);
    return [
      ...twice,
      ...engine.checkJson('entities', [getNodeValue(node)], schema).map((message) => place(message, node)),
    ];
  });
  const others = (root.children ?? []).filter(({ type }) => type !== 'object');
  const wrong = others.map((node) =>
    diagnostic('An entity must be an object with "uid", "attrs" and "parents".', spanOf(node)),
  );
  if (found.length > 0 || wrong.length > 0) return [...found, ...wrong];
  // Circles of parents show only among all of them.
  return engine.checkJson('entities', getNodeValue(root), schema).map((message) => place(message, root));
}

/** One policy, or a set of policies by their ids. */
function policyFindings(root: Node, engine: CedarEngine): readonly Diagnostic[] {
  if (root.type !== 'object') return [diagnostic('This must be a policy or a set of policies.', spanOf(root))];
  if (findNodeAtLocation(root, ['effect']) !== undefined)
    return engine.checkJson('policy', getNodeValue(root), '').map((message) => place(message, root));
  return ['staticPolicies', 'templates'].flatMap((key) => {
    const holder = findNodeAtLocation(root, [key]);
    const nodes =
      holder?.type === 'object' ? (holder.children ?? []).flatMap(({ children }) => children?.[1] ?? []) : [];
    const form = key === 'templates' ? 'template' : 'policy';
    return nodes.flatMap((node) =>
      engine.checkJson(form, getNodeValue(node), '').map((message) => place(message, node)),
    );
  });
}

/** Keys of a template link, as Cedar's command line and its bindings write them. */
const LINK_KEYS = [
  ['template_id', 'templateId'],
  ['link_id', 'newId'],
  ['args', 'values'],
] as const;

function linkFindings(root: Node): readonly Diagnostic[] {
  if (root.type !== 'array') return [diagnostic('A file of template links must hold a list.', spanOf(root))];
  return (root.children ?? []).flatMap((node) => {
    if (node.type !== 'object') return [diagnostic('A template link must be an object.', spanOf(node))];
    return LINK_KEYS.flatMap((keys) => {
      const found = keys.map((key) => findNodeAtLocation(node, [key])).find((value) => value !== undefined);
      if (found === undefined) return [diagnostic(`A template link needs "${keys[0]}".`, spanOf(node))];
      const wanted = keys[0] === 'args' ? 'object' : 'string';
      if (found.type !== wanted)
        return [diagnostic(`"${keys[0]}" must be ${wanted === 'object' ? 'an object' : 'a string'}.`, spanOf(found))];
      return wanted === 'object' ? slotFindings(found) : [];
    });
  });
}

function slotFindings(args: Node): readonly Diagnostic[] {
  return (args.children ?? []).flatMap(({ children }) => {
    const key = children?.[0];
    if (key === undefined || /^\?(principal|resource)$/.test(String(key.value))) return [];
    return [diagnostic('A template has the slots ?principal and ?resource and no others.', spanOf(key))];
  });
}

/** The engine names no place in JSON, but what it speaks of stands in back quotes: the first such string below the node. */
function place(message: string, node: Node): Diagnostic {
  for (const [, word] of message.matchAll(/`([^`]+)`/g)) {
    const found = findText(node, (word ?? '').replace(/^"|"$/g, ''));
    if (found !== undefined) return diagnostic(message, spanOf(found));
  }
  return diagnostic(message, spanOf(node));
}

function findText(node: Node, text: string): Node | undefined {
  if (node.type === 'string' && node.value === text) return node;
  for (const child of node.children ?? []) {
    const found = findText(child, text);
    if (found !== undefined) return found;
  }
  return undefined;
}

function diagnostic(message: string, span: Diagnostic['span']): Diagnostic {
  return { code: CEDAR_JSON, severity: 'error', message, span };
}
