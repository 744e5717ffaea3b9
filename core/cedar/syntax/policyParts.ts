// Cuts a text that the engine accepts into its policies: there, `;` stands nowhere but at a policy's end.

import type { Span } from '#core/base/span.ts';
import { type CedarToken, isTrivia, lexCedar } from './lexer.ts';

/** One policy of an accepted text. */
export interface PolicyPart {
  /** From the first annotation or the effect to the semicolon. */
  readonly span: Span;
  /** Annotations, effect and scope: all but the conditions and the semicolon. */
  readonly head: Span;
  readonly hasConditions: boolean;
  /** Whether it has a slot such as `?principal`; Cedar allows them in scopes only. */
  readonly isTemplate: boolean;
}

/** The policies of a text in source order. What follows the last semicolon is left out. */
export function policyParts(text: string): readonly PolicyPart[] {
  const parts: PolicyPart[] = [];
  let tokens: CedarToken[] = [];
  for (const token of lexCedar(text)) {
    if (isTrivia(token)) continue;
    tokens.push(token);
    if (token.kind !== 'punctuation' || token.text !== ';') continue;
    parts.push(partOf(tokens, token.end));
    tokens = [];
  }
  return parts;
}

function partOf(tokens: readonly CedarToken[], end: number): PolicyPart {
  const start = tokens[0]?.start ?? end;
  const close = scopeClose(tokens);
  return {
    span: { start, end },
    head: { start, end: tokens[close]?.end ?? end },
    hasConditions: close < tokens.length - 2,
    isTemplate: tokens.some((token) => token.kind === 'slot'),
  };
}

/** Index of the parenthesis that closes the scope. Annotations have parentheses too, each right behind `@name`. */
function scopeClose(tokens: readonly CedarToken[]): number {
  let depth = 0;
  let inAnnotation = false;
  for (const [i, token] of tokens.entries()) {
    if (token.kind !== 'punctuation') continue;
    if (token.text === '(' && depth++ === 0) inAnnotation = tokens[i - 2]?.text === '@';
    if (token.text === ')' && --depth === 0 && !inAnnotation) return i;
  }
  return tokens.length;
}
