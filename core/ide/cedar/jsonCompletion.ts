// Completion in Cedar's JSON forms and in `rehearsal.json`: types, ids, attributes, templates and paths.

import { findNodeAtOffset, getNodePath, type Node } from 'jsonc-parser';
import { isSameUid } from '#core/cedar/entityUid.ts';
import type { SchemaTree } from '#core/cedar/schemaSyntax/ast.ts';
import { valueAt } from '#core/cedar/syntax/jsonNodes.ts';
import { displayUid } from '#core/cedar/types.ts';
import type { Completion, CompletionItem } from '../answers.ts';
import type { JsonDocument } from './cedarDocument.ts';
import type { CompletionPort } from './completion.ts';
import { plain } from './completionItems.ts';
import { spanOf, uidIn, uidInString, uidOf } from './jsonEntities.ts';
import { LINK_KEYS, linksOf } from './jsonLinks.ts';
import { schemaKeys, schemaValues } from './jsonSchemaCompletion.ts';
import type { PolicyTemplate } from './policyTemplates.ts';

/** `pathsOf` gives files of the workspace as `rehearsal.json` names them, by the key they stand under. */
export interface JsonCompletionPort extends CompletionPort {
  pathsOf(key: string): readonly string[];
  /** The templates that the workspace has. */
  templates(): readonly PolicyTemplate[];
  /** The texts of the schema in force. */
  fragments(): readonly SchemaTree[];
}

/** What can stand in the string at an offset. */
export function jsonCompletion(
  document: JsonDocument,
  offset: number,
  port: JsonCompletionPort,
): Completion | undefined {
  const { root } = document;
  const node = root && findNodeAtOffset(root, offset, true);
  if (document.form === 'entities' && node !== undefined && node === root && node.type === 'array')
    return { items: newEntities(port), span: { start: offset, end: offset } };
  if (node?.type !== 'string' || offset <= node.offset) return undefined;
  const isKey = node.parent?.type === 'property' && node.parent.children?.[0] === node;
  const texts = isKey ? keys(document, node, port) : values(document, node, port);
  return { items: [...new Set(texts)].map(item), span: spanOf(node) };
}

/** A whole entity of each type, with the attributes that it must have. */
function newEntities({ schema }: JsonCompletionPort): readonly CompletionItem[] {
  return [...(schema?.entityTypes.values() ?? [])].map(({ name, attributes }) => {
    const required = [...attributes].filter(([, attribute]) => attribute.required);
    const attrs = required.map(([key, { type }], i) => `${plain(JSON.stringify(key))}: ${placeholder(type, i + 2)}`);
    const uid = `{ "type": ${plain(JSON.stringify(name))}, "id": "\${1:id}" }`;
    const snippet = `{ "uid": ${uid}, "attrs": { ${attrs.join(', ')} }, "parents": [$0] }`;
    return { label: `entity of ${name}`, kind: 'snippet', detail: 'new entity', snippet, rank: 1, filter: '{' };
  });
}

function placeholder(type: string, number: number): string {
  if (type === 'String') return `"\${${number}}"`;
  if (type.startsWith('Set<')) return `[\${${number}}]`;
  return type.startsWith('{')
    ? `{ \${${number}} }`
    : `\${${number}:${plain(type === 'Long' ? '0' : type === 'Bool' ? 'false' : type)}}`;
}

function values(document: JsonDocument, node: Node, port: JsonCompletionPort): readonly string[] {
  const path = getNodePath(node);
  const key = String(path.findLast((segment) => typeof segment === 'string'));
  switch (document.form) {
    case 'config':
      return key === 'principal' ? port.idsOf('User') : port.pathsOf(key);
    case 'schema':
      return schemaValues(node, fragmentsWith(document, port));
    case 'links':
      if (LINK_KEYS.template.some((name) => name === key)) return port.templates().map(({ name }) => name);
      return key.startsWith('?') ? writtenUids(key.slice(1), port) : uidParts(node, key, port);
    case 'request':
      return path.length === 1 ? writtenUids(key, port) : uidParts(node, key, port);
    case 'entities':
    case 'policies':
      return uidParts(node, key, port);
  }
}

function fragmentsWith({ schemaTree }: JsonDocument, port: JsonCompletionPort): readonly SchemaTree[] {
  const fragments = port.fragments();
  return schemaTree === undefined || fragments.includes(schemaTree) ? fragments : [schemaTree];
}

/** Types and ids of entities as objects. */
function uidParts(node: Node, key: string, port: JsonCompletionPort): readonly string[] {
  const types = [...(port.schema?.entityTypes.keys() ?? [])];
  if (key === 'type' || key === 'entity_type')
    return [...types, ...new Set(port.schema?.actions.map(({ uid }) => uid.type) ?? [])];
  if (key !== 'id') return [];
  const type = siblingType(node);
  const actions = port.schema?.actions.filter(({ uid }) => uid.type === type).map(({ uid }) => uid.id) ?? [];
  return type === undefined ? [] : [...actions, ...port.idsOf(type)];
}

/** Entities as Cedar writes them, for a part of a request or a slot. */
function writtenUids(part: string, { schema, idsOf }: JsonCompletionPort): readonly string[] {
  const asked = (schema?.actions ?? []).filter(({ isGroup }) => !isGroup);
  if (part === 'action') return asked.map(({ uid }) => displayUid(uid));
  const own = asked.flatMap((action) => (part === 'principal' ? action.principalTypes : action.resourceTypes));
  const parents = own.flatMap((type) => schema?.entityTypes.get(type)?.parents ?? []);
  return [...new Set([...own, ...parents])].flatMap((type) => idsOf(type).map((id) => displayUid({ type, id })));
}

function siblingType(node: Node): string | undefined {
  const holder = node.parent?.parent;
  const property = holder?.children?.find(({ children }) => children?.[0]?.value === 'type');
  return property?.children?.[1]?.type === 'string' ? String(property.children[1].value) : undefined;
}

function keys(document: JsonDocument, node: Node, port: JsonCompletionPort): readonly string[] {
  const object = node.parent?.parent;
  const used = new Set(
    (object?.children ?? [])
      .map(({ children }) => children?.[0])
      .filter((key) => key !== node)
      .map((key) => key?.value),
  );
  const free = (names: Iterable<string>) => [...names].filter((name) => !used.has(name));
  switch (document.form) {
    case 'schema':
      return schemaKeys(node);
    case 'entities':
      return free(attributeNames(object, port));
    case 'request':
      return free(requestKeys(document, object, port));
    case 'links':
      return free(linkKeys(document, object, port));
    case 'policies':
    case 'config':
      return [];
  }
}

/** Attributes of the entity's type. */
function attributeNames(object: Node | undefined, { schema }: JsonCompletionPort): Iterable<string> {
  const property = object?.parent;
  if (property?.type !== 'property' || property.children?.[0]?.value !== 'attrs') return [];
  const uid = property.parent === undefined ? undefined : uidIn(property.parent)?.uid;
  const known = uid === undefined ? undefined : schema?.entityTypes.get(uid.type);
  return known?.attributes.keys() ?? [];
}

/** The parts of a request, and the keys of the context of its action. */
function requestKeys(
  { root }: JsonDocument,
  object: Node | undefined,
  { schema }: JsonCompletionPort,
): Iterable<string> {
  if (object === root) return ['principal', 'action', 'resource', 'context'];
  const node = valueAt(root, 'action');
  if (node === undefined || object !== valueAt(root, 'context')) return [];
  const uid = uidInString(node) ?? uidOf(node)?.uid;
  const action = schema?.actions.find((candidate) => uid !== undefined && isSameUid(candidate.uid, uid));
  return action?.context.keys() ?? [];
}

/** The parts of a link, and the slots of its template. */
function linkKeys({ root }: JsonDocument, object: Node | undefined, port: JsonCompletionPort): Iterable<string> {
  const link = linksOf(root).find(({ node, args }) => object === node || object === args);
  if (link === undefined) return [];
  if (object === link.node) return [LINK_KEYS.template, LINK_KEYS.id, LINK_KEYS.args].map(([name]) => name);
  const template = port.templates().find(({ name }) => name === link.template?.value);
  return template?.slots ?? ['?principal', '?resource'];
}

function item(text: string): CompletionItem {
  const written = JSON.stringify(text);
  return { label: written, kind: 'value', detail: '', snippet: plain(written), rank: 0 };
}
