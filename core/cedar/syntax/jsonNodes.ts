// What both readers of Cedar's JSON forms need: parts of objects and lists, and strings as the nodes of the text forms.

import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { Span } from '#core/base/span.ts';
import type { NameNode, StringNode, WordNode } from './ast.ts';

/** The value under a key; undefined for what is no object. */
export function valueAt(node: Node | undefined, key: string): Node | undefined {
  return node?.type === 'object' ? findNodeAtLocation(node, [key]) : undefined;
}

export interface JsonProperty {
  readonly key: Node;
  readonly value: Node;
  /** From the key to the end of the value. */
  readonly span: Span;
}

/** Those of an object that have a value already. */
export function propertiesOf(node: Node | undefined): readonly JsonProperty[] {
  if (node?.type !== 'object') return [];
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key === undefined || value === undefined ? [] : { key, value, span: nodeSpan(property) };
  });
}

export function elementsOf(node: Node | undefined): readonly Node[] {
  return node?.type === 'array' ? (node.children ?? []) : [];
}

export function stringNode(node: Node): StringNode {
  return { span: nodeSpan(node), value: String(node.value) };
}

/** A string without its quotes. */
export function wordNode(node: Node): WordNode {
  return { span: insideOf(node), text: String(node.value) };
}

/** A string with its quotes. */
export function quotedWordNode(node: Node): WordNode {
  return { span: nodeSpan(node), text: String(node.value) };
}

/** A name of a type. Such names have no characters that JSON escapes. */
export function nameNode(node: Node): NameNode {
  const span = insideOf(node);
  const text = String(node.value);
  let start = span.start;
  const parts = text.split('::').map((part) => {
    const place = { start, end: start + part.length };
    start = place.end + 2;
    return { text: part, span: place };
  });
  return { span, text, parts };
}

export function nodeSpan(node: Node): Span {
  return { start: node.offset, end: node.offset + node.length };
}

export function insideOf(node: Node): Span {
  return { start: node.offset + 1, end: Math.max(node.offset + 1, node.offset + node.length - 1) };
}
