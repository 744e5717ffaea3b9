// `try-value`: a function ends in `try { value } catch { value }`, which is a statement and gives ().

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Block, Node, Statement } from '#core/rhai/syntax/ast.ts';
import type { RuleContext } from './rule.ts';

export function tryValue(node: Node, ancestors: readonly Node[], { parse }: RuleContext): Diagnostic | undefined {
  if (node.kind !== 'try') return undefined;
  const block = ancestors[ancestors.length - 1];
  const code = ancestors[ancestors.length - 2];
  if (block?.kind !== 'block' || (code?.kind !== 'function' && code?.kind !== 'closure')) return undefined;
  if (block.statements[block.statements.length - 1] !== node) return undefined;
  const value = writtenValue(node.body, parse.text) ?? writtenValue(node.handler, parse.text);
  if (value === undefined) return undefined;
  return {
    code: 'try-value',
    severity: 'warning',
    message: 'try is a statement and gives (): write return before the value.',
    span: value.span,
    data: { insert: value.span.start },
  };
}

/** An expression at the end of a block that is written as its value, without a semicolon, and computes something. */
function writtenValue(block: Block, text: string): Statement | undefined {
  const last = block.statements[block.statements.length - 1];
  if (last === undefined || text.slice(last.span.end, block.span.end).includes(';')) return undefined;
  return VALUES.has(last.kind) ? last : undefined;
}

/** What is written for its value alone; a call may be there for what it does. */
const VALUES: ReadonlySet<string> = new Set([
  'identifier',
  'string',
  'interpolation',
  'int',
  'float',
  'bool',
  'array',
  'map',
  'member',
  'index',
  'binary',
]);
