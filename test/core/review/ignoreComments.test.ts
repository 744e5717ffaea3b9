// Comments that silence findings: on the line above, by code, and reported where they silence nothing.
import { expect, test } from 'vitest';
import { LineIndex } from '#core/base/lineIndex.ts';
import { codeActions } from '#core/ide/codeActions.ts';
import { withoutIgnored } from '#core/review/ignoreComments.ts';
import { reviewDiagnostics, reviewScript } from '#core/review/reviewScript.ts';
import { changed, modelOf } from '#test/scriptModel.ts';

function diagnosticsOf(text: string) {
  const model = modelOf(text);
  const all = reviewDiagnostics(reviewScript(model).findings);
  return withoutIgnored(all, model.parse, new LineIndex(text));
}

const codesOf = (text: string) => diagnosticsOf(text).map(({ code }) => code);

test.each([
  ['cat(target);', ['review-dynamic-path']],
  ['// rehearsal-ignore review-dynamic-path only run by hand\ncat(target);', []],
  ['  // rehearsal-ignore review-dynamic-path only run by hand\n  cat(target);', []],
  ['// rehearsal-ignore review-dynamic-path\ncat(target);', ['ignore-without-reason']],
  ['// rehearsal-ignore review-injection no\ncat(target);', ['review-dynamic-path', 'unused-ignore']],
  ['// rehearsal-ignore\ncat("/srv/a");', ['unused-ignore']],
  ['// rehearsal-ignore review-dynamic-path no\n\ncat(target);', ['review-dynamic-path', 'unused-ignore']],
  [
    '// rehearsal-ignore review-injection a\n// rehearsal-ignore review-dynamic-path b\ncat(target);',
    ['unused-ignore'],
  ],
])('%s', (text, expected) => {
  expect(codesOf(text)).toEqual(expected);
});

function mended(text: string): string {
  const [finding] = diagnosticsOf(text);
  if (finding === undefined) throw new Error('there is no finding');
  const [action] = codeActions(modelOf(text), finding.span, [{ code: finding.code, span: finding.span, data: {} }]);
  return changed(text, action?.documents[0]?.changes ?? []);
}

test('a fix adds the comment with the indent of the line, and another removes it', () => {
  const silenced = mended('if true {\n    cat(target);\n}');
  expect(silenced).toBe('if true {\n    // rehearsal-ignore review-dynamic-path reviewed: \n    cat(target);\n}');
  expect(mended('// rehearsal-ignore review-injection no\ncat("/srv/a");')).toBe('cat("/srv/a");');
});
