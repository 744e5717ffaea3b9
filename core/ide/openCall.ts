// The call whose argument list an offset lies in, found by its tokens, so that it works while the call is being typed.

import type { CallExpression, MethodCall } from '#core/rhai/syntax/ast.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';
import { type TokenKind, tokenIndexAt } from '#core/rhai/syntax/tokens.ts';
import { pathAt } from '#core/rhai/syntax/walk.ts';

export interface OpenCall {
  readonly node: CallExpression | MethodCall;
  /** Number of commas before the offset. */
  readonly argument: number;
  /** Whether the offset lies directly within an array of that argument. */
  readonly inArray: boolean;
}

const OPENING: ReadonlySet<TokenKind> = new Set<TokenKind>(['(', '[', '?[', '{', '#{']);
const CLOSING: ReadonlySet<TokenKind> = new Set<TokenKind>([')', ']', '}']);

/** The innermost such call; none across the border of a block or a statement. */
export function openCall({ root, tokens }: ParseResult, offset: number): OpenCall | undefined {
  const { kinds, starts, ends } = tokens;
  let index = tokenIndexAt(tokens, offset);
  // `()` is one token: between its characters the call is open.
  if (kinds[index] === '()' && (starts[index] ?? 0) < offset) return callBefore(root, starts[index] ?? 0, 0, false);
  while (index >= 0 && (ends[index] ?? 0) > offset) index--;
  let depth = 0;
  let commas = 0;
  let inArray = false;
  for (; index >= 0; index--) {
    const kind = kinds[index];
    if (kind === undefined || (kind === ';' && depth === 0)) return undefined;
    if (CLOSING.has(kind)) depth++;
    else if (kind === ',' && depth === 0) commas++;
    else if (OPENING.has(kind) && depth > 0) depth--;
    else if (kind === '(') {
      const found = callBefore(root, starts[index] ?? 0, commas, inArray);
      if (found !== undefined) return found;
      commas = 0;
    } else if (kind === '[' || kind === '#{') {
      inArray = kind === '[';
      commas = 0;
    } else if (OPENING.has(kind)) return undefined;
  }
  return undefined;
}

function callBefore(
  root: ParseResult['root'],
  paren: number,
  argument: number,
  inArray: boolean,
): OpenCall | undefined {
  for (const node of pathAt(root, paren).toReversed()) {
    if (node.kind !== 'call' && node.kind !== 'methodCall') continue;
    if (
      node.name.span.end <= paren &&
      node.args.every(({ span }) => span.end <= paren || span.start >= paren) &&
      isNameBefore(node, paren)
    )
      return { node, argument, inArray };
  }
  return undefined;
}

/** Whether the parenthesis opens the arguments of this very call. */
function isNameBefore(node: CallExpression | MethodCall, paren: number): boolean {
  const [first] = node.args;
  return first === undefined ? paren <= node.span.end : paren <= first.span.start;
}
