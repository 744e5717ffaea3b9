// Outline, folding, selection, semantic tokens and call hierarchy of scripts.
import { expect, test } from 'vitest';
import { loadCatalog } from '#core/catalog/catalog.ts';
import type { OutlineItem } from '#core/ide/answers.ts';
import { incomingCalls, outgoingCalls, prepareCalls } from '#core/ide/callHierarchy.ts';
import { documentSymbols } from '#core/ide/documentSymbols.ts';
import { folding } from '#core/ide/folding.ts';
import { selection } from '#core/ide/selection.ts';
import { semanticTokens } from '#core/ide/semanticTokens.ts';
import { modelAt, modelOf } from '#test/scriptModel.ts';

function outline(items: readonly OutlineItem[]): readonly unknown[] {
  return items.map(({ name, kind, children }) =>
    children.length === 0 ? `${kind} ${name}` : [`${kind} ${name}`, outline(children)],
  );
}

test('the outline has functions, imports and declarations, nested as they are', () => {
  const source = `import "lib" as lib;
const LIMIT = 3;
fn string.clean(a) { let b = a; if b { let c = 1; } }
if LIMIT > 2 { let d = 4; }
let f = |x| { let y = x; y };`;
  expect(outline(documentSymbols(modelOf(source).parse.root))).toEqual([
    'module lib',
    'constant LIMIT',
    ['function string.clean', ['variable b', 'variable c']],
    'variable d',
    ['function f', ['variable y']],
  ]);
});

test('code, comments and imports fold', () => {
  const source = `import "a" as a;
import "b" as b;
// one
// two

// three
fn f() {
  let m = #{
    a: 1,
  };
  /* block
     comment */
  call(
    m,
  );
}`;
  const { parse } = modelOf(source);
  const lineOf = (offset: number) => source.slice(0, offset).split('\n').length;
  const folds = folding(parse).map(({ span, kind }) => `${kind} ${lineOf(span.start)}-${lineOf(span.end)}`);
  expect([...new Set(folds)]).toEqual([
    'imports 1-2',
    'comment 3-4',
    'code 7-16',
    'code 8-10',
    'comment 11-12',
    'code 13-15',
  ]);
});

test('the selection grows from a word to the whole text', () => {
  const { model, cursor } = modelAt('let x = f(a + b$0c, 1);');
  const texts = selection(model.parse, cursor).map(({ start, end }) => model.parse.text.slice(start, end));
  expect(texts).toEqual(['bc', 'a + bc', 'f(a + bc, 1)', 'let x = f(a + bc, 1)', 'let x = f(a + bc, 1);']);
});

test('selections in a string take its text before its quotes', () => {
  const { model, cursor } = modelAt('cat("/etc/ho$0sts")');
  const texts = selection(model.parse, cursor).map(({ start, end }) => model.parse.text.slice(start, end));
  expect(texts.slice(0, 3)).toEqual(['hosts', '/etc/hosts', '"/etc/hosts"']);
});

test('semantic tokens say what each name is', () => {
  const source = `const N = 1;
fn f(a) { a.len() }
let m = #{ key: N };
m.key = f(target) + helper::go();
cat([cat::number], "/x");`;
  const model = modelOf(source);
  const shown = semanticTokens(model, loadCatalog()).map(({ span, type, modifiers = [] }) =>
    [source.slice(span.start, span.end), type, ...modifiers].join(' '),
  );
  expect(shown).toEqual([
    'N variable declaration readonly',
    'f function declaration',
    'a parameter declaration',
    'a parameter',
    'len method defaultLibrary',
    'm variable declaration',
    'key property declaration',
    'N variable readonly',
    'm variable modification',
    'key property',
    'f function',
    'target parameter readonly',
    'helper namespace',
    'go function',
    'cat function defaultLibrary',
    'cat namespace defaultLibrary',
    'number enumMember readonly',
  ]);
});

test('the call hierarchy goes both ways, and to the top level', () => {
  const { model, cursor } = modelAt(
    'fn low() { 1 } fn mid() { l$0ow(); low(); high() } fn high() { mid() } mid(); low();',
  );
  const [low] = prepareCalls(model, cursor);
  expect(low?.name).toBe('low');
  if (low === undefined) return;
  const callers = incomingCalls(model, low);
  expect(callers.map(({ item, spans }) => `${item.name} ${spans.length}`)).toEqual(['mid 2', 'script 1']);
  const [mid, script] = callers.map(({ item }) => item);
  expect(mid && outgoingCalls(model, mid).map(({ item }) => item.name)).toEqual(['low', 'high']);
  expect(script && outgoingCalls(model, script).map(({ item }) => item.name)).toEqual(['mid', 'low']);
});
