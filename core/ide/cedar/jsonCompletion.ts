// Completion in Cedar's JSON forms and in `rehearsal.json`: types, ids, attributes and paths.

import { findNodeAtOffset, getNodePath, type Node } from 'jsonc-parser';
import type { Completion, CompletionItem } from '../answers.ts';
import type { JsonDocument } from './cedarDocument.ts';
import type { CompletionPort } from './completion.ts';
import { plain } from './completionItems.ts';
import { spanOf, uidIn } from './jsonEntities.ts';

/** `pathsOf` gives files of the workspace as `rehearsal.json` names them, by the key they stand under. */
export interface JsonCompletionPort extends CompletionPort {
  pathsOf(key: string): readonly string[];
}

/** What can stand in the string at an offset. */
export function jsonCompletion(
  { root, form }: JsonDocument,
  offset: number,
  port: JsonCompletionPort,
): Completion | undefined {
  const node = root && findNodeAtOffset(root, offset, true);
  if (node?.type !== 'string' || offset <= node.offset) return undefined;
  const isKey = node.parent?.type === 'property' && node.parent.children?.[0] === node;
  const texts = isKey ? keys(node, port) : values(node, form, port);
  return { items: texts.map(item), span: spanOf(node) };
}

function values(node: Node, form: JsonDocument['form'], port: JsonCompletionPort): readonly string[] {
  const path = getNodePath(node);
  const key = String(path.findLast((segment) => typeof segment === 'string'));
  if (form === 'config') return key === 'principal' ? port.idsOf('User') : port.pathsOf(key);
  const types = [...(port.schema?.entityTypes.keys() ?? [])];
  if (key === 'type' || key === 'entity_type')
    return [...types, ...new Set(port.schema?.actions.map(({ uid }) => uid.type) ?? [])];
  if (key !== 'id') return [];
  const type = siblingType(node);
  const actions = port.schema?.actions.filter(({ uid }) => uid.type === type).map(({ uid }) => uid.id) ?? [];
  return type === undefined ? [] : [...actions, ...port.idsOf(type)];
}

function siblingType(node: Node): string | undefined {
  const holder = node.parent?.parent;
  const property = holder?.children?.find(({ children }) => children?.[0]?.value === 'type');
  return property?.children?.[1]?.type === 'string' ? String(property.children[1].value) : undefined;
}

/** Attributes of the entity's type that it does not have yet. */
function keys(node: Node, { schema }: JsonCompletionPort): readonly string[] {
  const attrs = node.parent?.parent;
  const property = attrs?.parent;
  if (property?.type !== 'property' || property.children?.[0]?.value !== 'attrs') return [];
  const uid = property.parent === undefined ? undefined : uidIn(property.parent)?.uid;
  const known = uid === undefined ? undefined : schema?.entityTypes.get(uid.type);
  const used = new Set(
    (attrs?.children ?? [])
      .map(({ children }) => children?.[0])
      .filter((key) => key !== node)
      .map((key) => key?.value),
  );
  return [...(known?.attributes.keys() ?? [])].filter((name) => !used.has(name));
}

function item(text: string): CompletionItem {
  const written = JSON.stringify(text);
  return { label: written, kind: 'value', detail: '', snippet: plain(written), rank: 0 };
}
