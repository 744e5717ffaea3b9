// What stands before a cursor in a policy or schema, as completion and signature help need it.

import type { Span } from '#core/base/span.ts';
import type { PolicyNode } from '#core/cedar/syntax/ast.ts';
import type { CedarToken } from '#core/cedar/syntax/lexer.ts';
import type { PolicyDocument } from './cedarDocument.ts';

/** The word that is being typed, with everything that belongs to its name. */
export interface TypedName {
  /** From the first part of the name to the end of the word or string at the cursor. */
  readonly span: Span;
  /** Namespaces before the last `::`, joined. */
  readonly qualifier: string;
  /** Whether an id is being typed: a string, behind `::` where `qualifier` is not empty. */
  readonly inString: boolean;
  /** The token before the name. */
  readonly before: CedarToken | undefined;
  readonly beforeIndex: number;
}

/** The name at an offset, empty where none is typed yet; undefined within comments. */
export function typedName(
  { tokens, comments }: { readonly tokens: readonly CedarToken[]; readonly comments: readonly CedarToken[] },
  offset: number,
): TypedName | undefined {
  if (comments.some(({ start, end }) => start < offset && offset <= end)) return undefined;
  let last = tokens.findLastIndex(({ start }) => start < offset);
  const current = tokens[last];
  const isString = current?.text.startsWith('"') === true;
  const inString = isString && (offset < current.end || current.kind === 'error' || current.text.length === 1);
  const inWord = current !== undefined && offset <= current.end && /^(identifier|slot)$/.test(current.kind);
  let start = offset;
  let end = offset;
  if (current !== undefined && (inString || inWord)) {
    start = current.start;
    // A string without an end reaches to the end of the line; what follows the cursor is not part of it.
    end = current.kind === 'error' ? offset : current.end;
    last--;
  }
  const parts: string[] = [];
  while (tokens[last]?.text === '::' && (inString || !isString)) {
    const part = tokens[last - 1];
    start = tokens[last]?.start ?? start;
    last--;
    if (part?.kind !== 'identifier') break;
    parts.unshift(part.text);
    start = part.start;
    last--;
  }
  return { span: { start, end }, qualifier: parts.join('::'), inString, before: tokens[last], beforeIndex: last };
}

/** The policy that is being written at an offset: it begins before, and its semicolon is not typed yet or lies behind. */
export function policyBefore({ tree, text }: PolicyDocument, offset: number): PolicyNode | undefined {
  const policy = tree.policies.findLast(({ span }) => span.start < offset);
  if (policy === undefined || offset <= policy.span.end) return policy;
  return text[policy.span.end - 1] === ';' ? undefined : policy;
}

/** The opening bracket that is not closed before a token, with the number of commas behind it. */
export function openBracket(
  tokens: readonly CedarToken[],
  index: number,
): { readonly index: number; readonly text: string; readonly commas: number } | undefined {
  let depth = 0;
  let commas = 0;
  for (let i = index; i >= 0; i--) {
    const token = tokens[i];
    if (token?.kind !== 'punctuation') continue;
    if (/^[)\]}]$/.test(token.text)) depth++;
    else if (/^[([{]$/.test(token.text) && depth-- === 0) return { index: i, text: token.text, commas };
    else if (token.text === ',' && depth === 0) commas++;
    else if (token.text === ';' && depth === 0) return undefined;
  }
  return undefined;
}
