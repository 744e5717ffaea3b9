// What other languages write: the engine refuses it, the message says what Rhai writes, and the fix compiles.
import { expect, test } from 'vitest';
import { LineIndex } from '#core/base/lineIndex.ts';
import { loadCatalog } from '#core/catalog/catalog.ts';
import { compileDiagnostic } from '#core/check/compileDiagnostic.ts';
import { codeActions } from '#core/ide/codeActions.ts';
import { createRhaiCompiler } from '#core/node/rhaiWasm.ts';
import { foreignSyntax } from '#core/rhai/syntax/foreignSyntax.ts';
import { recordedCases } from '#test/recordedCases.ts';
import { engineModule } from '#test/rhaiEngine.ts';
import { changed, modelOf } from '#test/scriptModel.ts';

const compiler = createRhaiCompiler(engineModule, loadCatalog().data);

function refused(text: string) {
  const outcome = compiler.compile(text, []);
  if (outcome.ok) throw new Error(`the engine accepts ${text}`);
  const model = modelOf(text);
  return {
    model,
    refusal: outcome.error.message,
    finding: compileDiagnostic(outcome.error, new LineIndex(text), model.parse),
  };
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: Rhai's interpolation, not ours
test.each([
  ['let x = true ? 1 : 2; x', 'let x = if true { 1 } else { 2 }; x'],
  ['let a = 1; return a == 1 ? "x" : "y";', 'let a = 1; return if a == 1 { "x" } else { "y" };'],
  ['let x = 5 if true else 6; x', 'let x = if true { 5 } else { 6 }; x'],
  ['let x = try { 1 } catch { 2 }; x', 'let x = (); try { x = 1; } catch { x = 2; }; x'],
  ['let x = try { 1 } catch (e) { e }; x', 'let x = (); try { x = 1; } catch (e) { x = e; }; x'],
  ['let x = (); x ??= 5; x', 'let x = (); if x == () { x = 5 }; x'],
  ['let n = 1; if n == 1 { 1 } elif n == 2 { 2 }', 'let n = 1; if n == 1 { 1 } else if n == 2 { 2 }'],
  ['if true then { 1 } else { 2 }', 'if true { 1 } else { 2 }'],
  ['while true do { break; }', 'while true { break; }'],
  ['if true and false { 1 }', 'if true && false { 1 }'],
  ['if true or false { 1 }', 'if true || false { 1 }'],
  ['if not true { 1 }', 'if !true { 1 }'],
  ['let x = 3; if x is 1 { 2 }', 'let x = 3; if x == 1 { 2 }'],
  ['if (true) info("x");', 'if (true) { info("x"); }'],
  ['if true { 1 } else info("x");', 'if true { 1 } else { info("x"); }'],
  ['def f(a) { a } f(1)', 'fn f(a) { a } f(1)'],
  ['function f(a) { a } f(1)', 'fn f(a) { a } f(1)'],
  ['pub fn f(a) { a } f(1)', 'fn f(a) { a } f(1)'],
  ['fn f(a: int, b: &str) { a } f(1, 2)', 'fn f(a, b) { a } f(1, 2)'],
  ['fn f(a) -> int { a } f(1)', 'fn f(a) { a } f(1)'],
  ['let mut x = 1; x', 'let x = 1; x'],
  ['let x: int = 1; x', 'let x = 1; x'],
  ['let a = 1, b = 2; a + b', 'let a = 1; let b = 2; a + b'],
  ['let v = [1, 2];\nlet [a, b] = v;\na + b', 'let v = [1, 2];\nlet a = v[0];\nlet b = v[1];\na + b'],
  ['let v = #{a: 1}; let {a} = v; a', 'let v = #{a: 1}; let a = v.a; a'],
  ['# comment\n1 # other\n', '// comment\n1 # other\n'],
  ['let m = {a: 1}; m', 'let m = #{a: 1}; m'],
  ['let m = {"a": 1}; m', 'let m = #{"a": 1}; m'],
  ['for (let i = 0; i < 3; i++) { i; }', 'for i in 0..3 { i; }'],
  ['for (i = 1; i <= 3; i += 1) { i; }', 'for i in 1..=3 { i; }'],
  ['foreach x in [1] { x; }', 'for x in [1] { x; }'],
  ['[1].map(x => x + 1)', '[1].map(|x| x + 1)'],
  ['let f = (x, y) => x + y; f', 'let f = |x, y| x + y; f'],
  ['switch 1 { case 1: 2 }', 'switch 1 { 1 => 2 }'],
  ['switch 1 { 1 => 2, default => 3 }', 'switch 1 { 1 => 2, _ => 3 }'],
  ['throw new Error("x");', 'throw "x";'],
  ['try { 1 } catch (e: Error) { 2 }', 'try { 1 } catch (e) { 2 }'],
  ['try { 1 } catch (Error e) { 2 }', 'try { 1 } catch (e) { 2 }'],
  ['try { 1 } catch e { 2 }', 'try { 1 } catch (e) { 2 }'],
  ['try { 1 } except { 2 }', 'try { 1 } catch { 2 }'],
  ['let n = 1; f"a{n}"', 'let n = 1; `a${n}`'],
  ['let n = 1; $"a{n}"', 'let n = 1; `a${n}`'],
  ['"a\nb"', '`a\nb`'],
  ['console.log("x")', 'info("x")'],
  ['["a"].for_each(info)', '["a"].for_each(|item| info(item))'],
  ['exit 1;', 'exit(1);'],
])('%s becomes %s', (text, expected) => {
  const { model, refusal, finding } = refused(text);
  expect(finding.message.startsWith(`${refusal}. `)).toBe(true);
  const [action] = codeActions(model, finding.span, [finding]);
  const after = changed(text, action?.documents[0]?.changes ?? []);
  expect(after).toBe(expected);
  // A comment behind a statement is the next step.
  if (!expected.includes('#')) expect(compiler.compile(after, [])).toMatchObject({ ok: true });
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: Rhai's interpolation, not ours

test.each([
  'info(true ? "a" : "b");',
  'try { 1 } finally { 2 }',
  'outer: loop { break outer; }',
  'switch IoErrorKind::Other { IoErrorKind::Other => 1, _ => 2 }',
  'import { a } from "b";',
  'fn f() { fn g() { 1 } g() } f()',
])('%s has a hint', (text) => {
  const { refusal, finding } = refused(text);
  expect(finding.message.startsWith(`${refusal}. `)).toBe(true);
});

test('what recorded scripts are refused for begins with the words of the engine', () => {
  for (const { script, argumentNames } of recordedCases()) {
    const outcome = compiler.compile(script, argumentNames);
    if (outcome.ok) continue;
    const { message } = outcome.error;
    const finding = compileDiagnostic(outcome.error, new LineIndex(script), modelOf(script).parse);
    expect(finding.message.startsWith(message)).toBe(true);
    // What is mended compiles, or is refused somewhere else.
    const mend = foreignSyntax(script, finding.span, message)?.mend;
    const again = mend === undefined ? undefined : compiler.compile(changed(script, mend.changes), argumentNames);
    const same = again?.ok === false && again.error.column === outcome.error.column && again.error.message === message;
    expect(same ? script : 'mended').toBe('mended');
  }
});
