// Selections that grow with the structure: from a word over what encloses it to the whole policy or declaration.

import { encloses, type Span, touches } from '#core/base/span.ts';
import type { CedarDocument } from './cedarDocument.ts';
import { brackets, commentsOf, nodeSpans, tokensOf } from './structure.ts';

/** Spans around an offset, innermost first, each larger than the one before. */
export function selection(document: CedarDocument, offset: number): readonly Span[] {
  const words = [...tokensOf(document), ...commentsOf(document)].map(({ start, end }) => ({ start, end }));
  const quoted = tokensOf(document)
    .filter(({ kind }) => kind === 'string')
    .map(({ start, end }) => ({ start: start + 1, end: end - 1 }));
  const pairs = brackets(document);
  const inside = pairs.map(({ start, end }) => trimmed(document.text, { start: start + 1, end: end - 1 }));
  const around = [...words, ...quoted, ...pairs, ...inside, ...nodeSpans(document)]
    .filter((span) => span.end > span.start && touches(span, offset))
    .sort((a, b) => a.end - a.start - (b.end - b.start));
  const chain: Span[] = [];
  for (const span of [...around, { start: 0, end: document.text.length }]) {
    const last = chain.at(-1);
    const grows = last === undefined || (encloses(span, last) && span.end - span.start > last.end - last.start);
    if (grows && span.end > span.start) chain.push(span);
  }
  return chain;
}

function trimmed(text: string, { start, end }: Span): Span {
  const source = text.slice(start, end);
  return {
    start: start + source.length - source.trimStart().length,
    end: end - source.length + source.trimEnd().length,
  };
}
