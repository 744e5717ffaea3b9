// The documentation comment before a function, or another statement, of a script.

import type { Node } from '#core/rhai/syntax/ast.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';

/** The text of the `///` and `/** … *\/` comments directly before a function, or else of its plain comments; empty where there is none. */
export function docComment({ text, tokens }: ParseResult, statement: Node): string {
  const lines: string[] = [];
  let start = statement.span.start;
  for (const comment of tokens.comments.toReversed()) {
    if (comment.span.end > start) continue;
    const between = text.slice(comment.span.end, start);
    if (/\S/.test(between) || between.split('\n').length > 2) break;
    // A comment behind code belongs to that code.
    if (/\S/.test(text.slice(text.lastIndexOf('\n', comment.span.start - 1) + 1, comment.span.start))) break;
    lines.unshift(plain(text.slice(comment.span.start, comment.span.end), comment.kind));
    start = comment.span.start;
  }
  return lines.join('\n').trim();
}

function plain(comment: string, kind: 'line' | 'block'): string {
  if (kind === 'line') return comment.replace(/^\/\/[/!]? ?/, '').trimEnd();
  return comment
    .replace(/^\/\*+!?/, '')
    .replace(/\*+\/$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim();
}
