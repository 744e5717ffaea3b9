// Postfix completion: which forms fit what stands before the dot, and that the engine accepts what they make.
import { expect, test } from 'vitest';
import type { CompletionItem } from '#core/ide/answers.ts';
import { completion } from '#core/ide/completion.ts';
import { createAnalysisEngine } from '#core/node/engine.ts';
import { changed, modelAt } from '#test/scriptModel.ts';

const FORMS = 'if else while not for switch let const return throw try info print dbg text type_of'.split(' ');

function forms(source: string): readonly CompletionItem[] {
  const { model, cursor } = modelAt(source);
  return completion(model, cursor).items.filter(({ also }) => also !== undefined);
}

/** The text after a form is taken, its stops filled with what the editor shows for them. */
function applied(source: string, label: string): string {
  const { model, cursor } = modelAt(source);
  const { items, span } = completion(model, cursor);
  const item = items.find((one) => one.label === label && one.also !== undefined);
  if (item === undefined) return `no ${label}`;
  const newText = item.snippet
    .replaceAll(/(?<!\\)\$\{\d:(\w+)\}/g, '$1')
    .replaceAll(/(?<!\\)\$\d/g, '')
    .replaceAll(/\\([$}\\])/g, '$1');
  return changed(model.parse.text, [...(item.also ?? []), { span, newText }]);
}

test.each([
  ['a truth value', 'let ok = true; ok.$0', ['if', 'else', 'while', 'not', 'let'], ['for']],
  ['a list', 'let all = [1]; all.$0', ['for', 'let', 'switch'], ['if', 'while', 'not']],
  ['something unknown', 'target.$0', FORMS, []],
  ['a value inside of an expression', 'let x = target.$0;', ['if', 'switch', 'not', 'text'], ['let', 'for', 'return']],
])('the forms behind %s', (_, source, offered, others) => {
  const labels = forms(source).map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining([...offered]));
  expect(labels.filter((label) => others.some((other) => other === label))).toEqual([]);
});

test.each([
  ['fn f(a) { a.$0 }', 'if', 'fn f(a) { if a {\n\t\n} }'],
  ['fn f(a) { 2 == (a).$0 }', 'dbg', 'fn f(a) { 2 == debug((a)) }'],
  ['fn f(a) { (a == 1).no$0 }', 'not', 'fn f(a) { !(a == 1) }'],
  ['fn f(a) { a.split("/").$0 }', 'for', 'fn f(a) { for item in a.split("/") {\n\t\n} }'],
  ['fn f(a) { a.len().le$0 }', 'let', 'fn f(a) { let name = a.len(); }'],
  ['fn f(a) { a["}"].$0 }', 'return', 'fn f(a) { return a["}"]; }'],
  ['fn f(a) { a.$0 }', 'text', ['fn f(a) { `$', '{a}` }'].join('')],
])('%s becomes with .%s', (source, label, expected) => {
  expect(applied(source, label)).toBe(expected);
});

test('the engine accepts what each form makes', () => {
  const { compiler } = createAnalysisEngine();
  for (const label of FORMS)
    for (const source of ['fn f(a) { a.b(1).$0 }', 'fn f(a) { let x = 1;\n  (a\n    .b).$0;\n  let y = 2;\n}']) {
      const text = applied(source, label);
      expect(text).not.toMatch(/^no /);
      // A literal stands as the first case of a switch.
      expect(compiler.compile(text.replace('value =>', '1 =>'), []), text).toEqual({ ok: true });
    }
});
