// How recognizers of other languages' syntax say what they found.

import type { Span } from '#core/base/span.ts';

/** What Rhai writes instead. */
export interface ForeignSyntax {
  /** A sentence for the message. */
  readonly hint: string;
  /** How the text is mended; absent where the author has to decide. */
  readonly mend?: { readonly title: string; readonly changes: readonly ForeignChange[] };
}

export interface ForeignChange {
  readonly span: Span;
  readonly newText: string;
}

/** The place of the refusal, and the text around it. */
export interface RefusedPlace {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly word: string;
  /** The text before the place, and from the place on. */
  readonly before: string;
  readonly after: string;
  /** The engine's message. */
  readonly message: string;
}

export type Recognizer = (place: RefusedPlace) => ForeignSyntax | undefined;

export function rewrite(hint: string, title: string, ...changes: readonly ForeignChange[]): ForeignSyntax {
  return { hint, mend: { title, changes } };
}

export function replace(start: number, end: number, newText: string): ForeignChange {
  return { span: { start, end }, newText };
}

/** The word at the place becomes another. */
export function instead({ start, end }: RefusedPlace, newText: string, hint: string): ForeignSyntax {
  return rewrite(hint, `Write ${newText}`, replace(start, end, newText));
}

/** Where the statement before the place begins: behind the last `;`, `{`, `}` or line end. */
export function lineStart({ before }: RefusedPlace): number {
  return (
    Math.max(before.lastIndexOf('\n'), before.lastIndexOf(';'), before.lastIndexOf('{'), before.lastIndexOf('}')) + 1
  );
}

/** Whether all brackets of a text close in it. */
export function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '')) {
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character) && --depth < 0) return false;
  }
  return depth === 0;
}
