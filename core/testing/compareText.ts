// Holds a text of a run against an expected one. Ids that are made up anew in every run count as equal.

import { comparableText } from './comparableText.ts';
import type { TextExpectation } from './expectation.ts';

export function matchesText(expected: TextExpectation, actual: string): boolean {
  switch (expected.kind) {
    case 'equals':
      return comparableText(expected.text) === comparableText(actual);
    case 'contains':
      return expected.parts.every((part) => actual.includes(part));
    case 'matches':
      return expected.pattern.test(actual);
  }
}

/** The expectation as a text to show beside the actual one. */
export function expectedText(expected: TextExpectation): string {
  switch (expected.kind) {
    case 'equals':
      return expected.text;
    case 'contains':
      return expected.parts.map((part) => `...${part}...`).join('\n');
    case 'matches':
      return `/${expected.pattern.source}/`;
  }
}
