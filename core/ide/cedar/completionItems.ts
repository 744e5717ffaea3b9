// Builds completion items for the Cedar languages.

import type { CompletionItem } from '../answers.ts';
import { type CedarFunction, signatureOf } from './words.ts';

/** Text without a meaning in snippets. */
export function plain(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

export function keyword(word: string, documentation: string, rank: number): CompletionItem {
  return { label: word, kind: 'keyword', detail: 'keyword', snippet: plain(word), rank, documentation };
}

/** `snippet` has placeholders. */
export function snippetItem(label: string, detail: string, snippet: string, rank: number): CompletionItem {
  return { label, kind: 'snippet', detail, snippet, rank };
}

/** A call with places for its arguments. */
export function functionItem(fn: CedarFunction, rank: number): CompletionItem {
  const quote = fn.receiver === undefined ? '"' : '';
  const args = fn.parameters.map(({ name }, i) => `${quote}\${${i + 1}:${name}}${quote}`);
  return {
    label: fn.name,
    kind: fn.receiver === undefined ? 'function' : 'method',
    detail: signatureOf(fn),
    snippet: `${fn.name}(${args.join(', ')})`,
    rank,
    documentation: fn.text,
  };
}
