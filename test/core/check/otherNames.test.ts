// What scripts take from other languages' libraries: a finding, the engine's own error, and a fix that the engine takes.

import { expect, test } from 'vitest';
import { languageDiagnostics, withLanguage } from '#core/check/language/registry.ts';
import { codeActions } from '#core/ide/codeActions.ts';
import { analyzeScript } from '#core/verdict/analyzeScript.ts';
import { runTest } from '#test/sandbox.ts';
import { changed, modelOf } from '#test/scriptModel.ts';

function findingsIn(script: string) {
  const model = modelOf(script);
  const { diagnostics } = analyzeScript(model.parse, model.resolution, { catalog: model.catalog });
  return withLanguage(diagnostics, languageDiagnostics(model)).filter(({ severity }) => severity !== 'hint');
}

/** The text after the preferred fix of the first finding. */
function mended(script: string): string | undefined {
  const findings = findingsIn(script);
  const [finding] = findings;
  if (finding === undefined) return undefined;
  const actions = codeActions(modelOf(script), finding.span, findings);
  const changes = actions.find(({ preferred }) => preferred === true)?.documents[0]?.changes;
  return changes === undefined ? undefined : changed(script, changes);
}

test.each([
  ['#{ k: 1 }.contains_key("k")', 'unknown-method', '#{ k: 1 }.contains("k")'],
  ['let m = #{ k: 1 };\nm.has("k")', 'unknown-method', 'let m = #{ k: 1 };\nm.contains("k")'],
  ['let a = [1];\na.append(3);\na', 'wrong-arguments', 'let a = [1];\na.push(3);\na'],
  ['"a".length', 'unknown-property', '"a".len'],
  ['info("ab".length.to_string())', 'unknown-property', 'info("ab".len.to_string())'],
  ['[1].length()', 'wrong-arguments', '[1].len()'],
  ['int("1")', 'wrong-arguments', 'parse_int("1")'],
  ['"5".to_int()', 'wrong-arguments', '"5".parse_int()'],
  ['float("1.5")', 'unknown-function', 'parse_float("1.5")'],
  ['"a".upper()', 'unknown-method', '"a".to_upper()'],
  ['"a".toUpperCase()', 'unknown-method', '"a".to_upper()'],
  ['info("a".upper)', 'unknown-property', 'info("a".to_upper())'],
  ['"abc".startsWith("a")', 'unknown-method', '"abc".starts_with("a")'],
  ['[1, 2].includes(1)', 'unknown-method', '[1, 2].contains(1)'],
  ['[1, 2].any(|x| x > 1)', 'unknown-method', '[1, 2].some(|x| x > 1)'],
  ['length("abc")', 'wrong-arguments', 'len("abc")'],
])('%s is %s and becomes %s', (script, code, after) => {
  expect(findingsIn(script).map((finding) => [finding.code, finding.severity])).toEqual([[code, 'error']]);
  expect(runTest(script).payload.status).toBe('ERROR');
  expect(mended(script)).toBe(after);
  expect(runTest(after).payload.error).toBeUndefined();
  expect(findingsIn(after)).toEqual([]);
});

test.each([
  ['[1].to_json()', 'Only maps have to_json'],
  ['[1].first()', 'The first item is get(0).'],
  ['#{ a: 1 }.items()', 'keys() gives the keys'],
  ['let m = #{ a: 1 };\nm.get("a", 5)', 'write m.get(key) ?? other'],
  ['"a".strip()', 'trim() removes the white space in place'],
  ['true.to_int()', 'if value { 1 } else { 0 }'],
  ['parse_int(5)', 'There is parse_int(string'],
  ['let s = "ab";\ns *= 3;\ns', 'string *= i64 does not exist'],
  ['let n = 1;\nn -= "x";\nn', 'i64 -= string does not exist'],
])('%s is told: %s', (script, message) => {
  expect(findingsIn(script).map((finding) => [finding.severity, finding.message])).toEqual([
    ['error', expect.stringContaining(message)],
  ]);
  expect(runTest(script).payload.status).toBe('ERROR');
});

test.each(['"a".constructor()', '[1].constructor', 'true.to_string().constructor(1)'])(
  '%s is plainly unknown',
  (script) => {
    expect(findingsIn(script).map(({ message }) => message)).toEqual([expect.not.stringContaining('native code')]);
    expect(runTest(script).payload.status).toBe('ERROR');
  },
);

test('a map may hold the function, and a try may catch the error', () => {
  expect(findingsIn('let m = #{};\nm.has = |k| k;\nm.has("a")')).toEqual([]);
  expect(findingsIn('let m = #{ has: |k| k };\nm.has("a")')).toEqual([]);
  expect(findingsIn('try { "a".upper() } catch { }').map(({ severity }) => severity)).toEqual(['warning']);
  expect(findingsIn('fn f(m) {\n  m.contains_key("a")\n}\nf(1)\n').map(({ severity }) => severity)).toEqual(['error']);
});

test.each([
  'let a = [1];\na += 2;\na += [3];\na',
  'let m = #{ a: 1 };\nm += #{ b: 2 };\nm',
  'let s = "a";\ns += 1;\ns += \'c\';\ns',
  'let n = 1;\nn += 1.5;\nn',
  '"abc".len + [1].len()',
  'let f = |x| x;\nf.name',
])('%s is right', (script) => {
  expect(findingsIn(script)).toEqual([]);
  expect(runTest(script).payload.status).toBe('SUCCESS');
});
