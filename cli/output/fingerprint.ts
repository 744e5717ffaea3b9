// Fingerprints of findings: equal for the same finding on a line that moved, different for two findings of one file.

import { createHash } from 'node:crypto';
import type { JsonRange } from '#core/verdict/checkJson.ts';

/** What a fingerprint is made of. */
export interface Fingerprinted {
  readonly code: string;
  readonly message: string;
  readonly range: JsonRange;
}

/** Other lines and columns that a message names, e.g. those of an earlier declaration, move with their text. */
const PLACES = /\b(lines?|columns?|position|at) \d+(?:[:,] ?\d+)?/g;

/** Length of the digest in hexadecimal digits. */
const DIGITS = 16;

/** Gives fingerprints to the findings of one text, in their order. A number tells apart those that look the same. */
export class Fingerprints {
  readonly #lines: readonly string[];
  readonly #seen = new Map<string, number>();

  constructor(text: string) {
    this.#lines = text.split(/\r\n|\r|\n/);
  }

  of({ code, message, range }: Fingerprinted): string {
    const line = (this.#lines[range.startLine - 1] ?? '').replace(/\s+/g, ' ').trim();
    const parts = JSON.stringify([code, message.replace(PLACES, '$1'), line]);
    const digest = createHash('sha256').update(parts).digest('hex').slice(0, DIGITS);
    const count = (this.#seen.get(digest) ?? 0) + 1;
    this.#seen.set(digest, count);
    return `${digest}:${count}`;
  }
}
