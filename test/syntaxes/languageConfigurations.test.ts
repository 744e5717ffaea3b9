// What the editor does with brackets, quotes, Enter and indentation follows from patterns; they must compile and hold.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

interface Pattern {
  readonly pattern: string;
}

interface LanguageConfiguration {
  readonly brackets: readonly (readonly [string, string])[];
  readonly autoClosingPairs: readonly { readonly open: string; readonly close: string }[];
  readonly wordPattern: string;
  readonly indentationRules: { readonly increaseIndentPattern: string; readonly decreaseIndentPattern: string };
  readonly onEnterRules?: readonly {
    readonly beforeText: Pattern;
    readonly afterText?: Pattern;
    readonly action: { readonly appendText?: string };
  }[];
}

function read(language: string): LanguageConfiguration {
  return JSON.parse(
    readFileSync(path.join(import.meta.dirname, `../../syntaxes/${language}.language-configuration.json`), 'utf8'),
  ) as LanguageConfiguration;
}

const rhai = read('rhai');

describe.each(['rhai', 'cedar', 'cedarschema'])('%s', (language) => {
  const configuration = read(language);

  it.each(['permit(', 'when {', '  [', 'foo(a, {'])('indents behind %s', (line) => {
    expect(new RegExp(configuration.indentationRules.increaseIndentPattern).test(line)).toBe(true);
  });

  it.each(['f(a);', 'when { a };', '// when {', 'x == "("'])('does not indent behind %s', (line) => {
    expect(new RegExp(configuration.indentationRules.increaseIndentPattern).test(line)).toBe(false);
  });

  it('outdents closing brackets and closes what it opens', () => {
    expect(new RegExp(configuration.indentationRules.decreaseIndentPattern).test('  });')).toBe(true);
    const pairs = configuration.autoClosingPairs.map(({ open, close }) => [open, close]);
    for (const pair of configuration.brackets) expect(pairs).toContainEqual(pair);
    expect(pairs).toContainEqual(['"', '"']);
  });

  it('takes identifiers as words', () => {
    expect('file_system::Action'.match(new RegExp(configuration.wordPattern, 'g'))).toEqual(['file_system', 'Action']);
  });
});

describe('Enter in a Rhai comment', () => {
  const appended = (before: string): string | undefined =>
    rhai.onEnterRules?.find((rule) => rule.afterText === undefined && new RegExp(rule.beforeText.pattern).test(before))
      ?.action.appendText;

  it.each([
    ['/// a doc comment', '/// '],
    ['  //! about the script', '//! '],
    ['/** starts', ' * '],
    [' * goes on', '* '],
    ['let a = 1;', undefined],
    ['// plain', undefined],
  ])('%s', (before, expected) => {
    expect(appended(before)).toBe(expected);
  });
});
