// `json-list`: `parse_json` of a text that is no object, which the runner refuses.

import type { AbstractValue } from '#core/base/abstractValue.ts';
import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

export function jsonList(node: Node, _: readonly Node[], { flow, siteOf }: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'call' && node.kind !== 'methodCall') return undefined;
  if (node.name.text !== 'parse_json' || siteOf(node)?.target !== 'library') return undefined;
  const text = node.kind === 'call' ? node.args[0] : node.receiver;
  const value = text === undefined ? undefined : flow.valueOf(text);
  const start = value === undefined ? undefined : startOf(value);
  if (text === undefined || start === undefined || !/^\s*[[\d"tfn-]/.test(start)) return undefined;
  return {
    code: 'json-list',
    severity: 'warning',
    message: 'parse_json takes objects only: put the text into one and take it out again.',
    span: text.span,
  };
}

/** How a text begins, where that is known. */
function startOf(value: AbstractValue): string | undefined {
  if (value.kind === 'string') return value.value;
  if (value.kind !== 'pattern') return undefined;
  const [first] = value.parts;
  return typeof first === 'string' ? first : undefined;
}
