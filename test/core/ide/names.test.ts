// Definition, references, highlights and rename of names in scripts.
import { expect, test } from 'vitest';
import { definition, implementation } from '#core/ide/navigation.ts';
import { highlights, references } from '#core/ide/references.ts';
import { prepareRename, rename } from '#core/ide/rename.ts';
import { bracketed, changed, modelAt } from '#test/scriptModel.ts';

/** A name inside of an interpolated string and behind it. */
const INTERPOLATED = 'info(`$' + '{target}/x`); target';

function referencesIn(source: string, includeDeclaration = true): string {
  const { model, cursor } = modelAt(source);
  return bracketed(
    model.parse.text,
    references(model, cursor, includeDeclaration).map(({ span }) => span),
  );
}

function renamed(source: string, name: string): string {
  const { model, cursor } = modelAt(source);
  const edit = rename(model, cursor, name);
  if (edit.kind === 'refused') return edit.reason;
  return changed(model.parse.text, edit.documents[0]?.changes ?? []);
}

test.each([
  ['a variable', 'let «n» = 1; info(n$0);'],
  ['the inner one of two that shadow', 'let n = 1; { let «n» = 2; info($0n); }'],
  ['a parameter', 'fn f(«a») { a$0 + 1 }'],
  ['a loop variable', 'for «e» in ls("/") { info($0e); }'],
  ['a captured variable', 'let «n» = 1; let f = |x| x + $0n;'],
  ['a function with as many parameters', 'fn f(a) { a } fn «f»(a, b) { b } $0f(1, 2);'],
  ['a function called on a value', 'fn «twice»() { this * 2 } let x = 4; x.$0twice();'],
  ['an import', 'import "lib" as «lib»; $0lib::go();'],
  ['a function named as a value', 'fn «f»(a) { a } [1].map($0f);'],
  ['a function named in Fn', 'fn «f»(a) { a } let p = Fn("$0f");'],
])('definition of %s', (_, source) => {
  const { model, cursor } = modelAt(source.replaceAll(/[«»]/g, ''));
  const [target] = definition(model, cursor);
  const { start, end } = target?.name ?? { start: 0, end: 0 };
  const { text } = model.parse;
  expect(`${text.slice(0, start)}«${text.slice(start, end)}»${text.slice(end)}`).toBe(source.replace('$0', ''));
});

test('a script argument is declared nowhere', () => {
  const { model, cursor } = modelAt('info($0target);');
  expect(definition(model, cursor)).toEqual([]);
});

test('the implementation of a variable is its closure', () => {
  const { model, cursor } = modelAt('let f = |x| x + 1; $0f.call(2);');
  const found = implementation(model, cursor).map(({ span }) => span);
  expect(bracketed(model.parse.text, found)).toBe('let f = [|x| x + 1]; f.call(2);');
});

test.each([
  ['let n = 1; n += 1; info(n$0); { let n = 2; n }', 'let [n] = 1; [n] += 1; info([n]); { let n = 2; n }'],
  ['fn f(a) { f(a) } f(1); f$0(2); f(1, 2);', 'fn [f](a) { [f](a) } [f](1); [f](2); f(1, 2);'],
  [INTERPOLATED.replace('target', 't$0arget'), INTERPOLATED.replaceAll('target', '[target]')],
  ['fn g() { 1 } let x = Fn("g"); $0g()', 'fn [g]() { 1 } let x = Fn("[g]"); [g]()'],
])('references in %s', (source, expected) => {
  expect(referencesIn(source)).toBe(expected);
});

test('the declaration can be left out', () => {
  expect(referencesIn('let n = 1; info(n$0);', false)).toBe('let n = 1; info([n]);');
});

test('highlights tell reads from writes', () => {
  const { model, cursor } = modelAt('let m$0 = #{}; m.a = 1; m = 2; info(m);');
  expect(highlights(model, cursor).map(({ kind }) => kind)).toEqual(['write', 'write', 'write', 'read']);
});

test.each([
  ['let n$0 = 1; { let n = n; n } n', 'm', 'let m = 1; { let n = m; n } m'],
  ['fn f(a) { a } f$0(1); f(1, 2);', 'g', 'fn g(a) { a } g(1); f(1, 2);'],
  ['fn f$0(a) { a } let p = Fn("f"); [1].map(f);', 'g', 'fn g(a) { a } let p = Fn("g"); [1].map(g);'],
  ['let m = #{ n: 1 }; let n$0 = m.n;', 'k', 'let m = #{ n: 1 }; let k = m.n;'],
  ['let limit$0 = 1; export limit;', 'most', 'let most = 1; export most as limit;'],
  ['import "lib" as l$0; l::go(l::x)', 'lib', 'import "lib" as lib; lib::go(lib::x)'],
])('rename in %s', (source, name, expected) => {
  expect(renamed(source, name)).toBe(expected);
});

test.each([
  ['let a$0 = 1;', 'this', 'this is a reserved word of Rhai.'],
  ['let a$0 = 1;', 'loop', 'loop is a keyword of Rhai.'],
  ['let a$0 = 1;', '1a', '1a is not a name that Rhai accepts.'],
  ['let a$0 = 1; let b = 2; a + b', 'b', 'b already means something else where the name is used.'],
  ['let a$0 = 1; { let b = 2; a }', 'b', 'b already means something else where the name is used.'],
  ['let b = 1; { let a$0 = 2; b }', 'b', 'b already means something else where the name is used.'],
  ['fn f$0(a) { a } fn g(a) { a } f(1)', 'g', 'g is already defined where it would be.'],
  ['info(targ$0et);', 'x', 'target is a script argument; its name comes from those who run the script.'],
  ['export const A$0 = 1;', 'B', 'A is exported; scripts that import it use this name.'],
  [
    'fn f$0(a) { a } fn f(a, b) { b } [1].map(f);',
    'g',
    'f is named without its parameters somewhere, and several functions have this name.',
  ],
])('rename refuses in %s', (source, name, reason) => {
  expect(renamed(source, name)).toBe(reason);
});

test('what starts a rename is the name alone', () => {
  const { model, cursor } = modelAt('fn go() { 1 } let p = Fn("g$0o");');
  expect(prepareRename(model, cursor)).toEqual({ kind: 'name', span: { start: 26, end: 28 }, text: 'go' });
  expect(prepareRename(model, 1)).toBeUndefined();
});
