// The parser against the real engine on generated and damaged scripts: both must accept the same ones.
// REHEARSAL_FUZZ_RUNS sets how many are tried, REHEARSAL_FUZZ_SEED where they start.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '#core/catalog/catalog.ts';
import { createRhaiCompiler, loadRhaiModule } from '#core/node/rhaiWasm.ts';
import { parse } from '#core/rhai/syntax/parser.ts';
import { recordedCases } from '#test/recordedCases.ts';
import { withTrivia } from '#test/rhaiForms.ts';
import { damage, rhaiScript } from '#test/rhaiScripts.ts';

const RUNS = Number(process.env['REHEARSAL_FUZZ_RUNS'] ?? 400);
const PARAMETERS = { numRuns: RUNS };

const wasm = new Uint8Array(readFileSync(join(import.meta.dirname, '../../../rhai-wasm/pkg/rhai.wasm')));
const compiler = createRhaiCompiler(loadRhaiModule(wasm), loadCatalog().data);

/** Whether the engine accepts the structure; undefined where it stopped at a name before it saw all of it. */
function engineAccepts(text: string): boolean | undefined {
  const outcome = compiler.compile(text, [...new Set(text.match(/[A-Za-z_][A-Za-z0-9_]*/g))]);
  if (outcome.ok) return true;
  return /Undefined (variable|module)|Cannot assign to constant/.test(outcome.error.message) ? undefined : false;
}

function expectAgreement(text: string): void {
  const accepted = engineAccepts(text);
  if (accepted === undefined) return;
  const { errors } = parse(text);
  const outcome = compiler.compile(text, []);
  const said = accepted ? errors[0]?.message : outcome.ok ? 'accepted' : outcome.error.message;
  expect({ text, accepted: errors.length === 0, said }).toEqual({ text, accepted, said });
}

describe('agreement with the engine', () => {
  it('on generated scripts', () => {
    fc.assert(fc.property(rhaiScript(), expectAgreement), PARAMETERS);
  });

  it('on generated scripts with comments and white space anywhere', () => {
    fc.assert(fc.property(rhaiScript().chain(withTrivia), expectAgreement), PARAMETERS);
  });

  it('on damaged generated scripts', () => {
    fc.assert(fc.property(rhaiScript().chain(damage), expectAgreement), PARAMETERS);
  });

  it('on damaged recorded scripts', () => {
    const scripts = recordedCases().map(({ script }) => script);
    fc.assert(fc.property(fc.constantFrom(...scripts).chain(damage), expectAgreement), PARAMETERS);
  });

  it.each(fixedCases())('%j', (text) => expectAgreement(text));
});

/** Scripts that once told the two apart, and corners of the tokenizer. */
function fixedCases(): readonly string[] {
  return [
    '-0x1f',
    '1 -0x1f',
    '0_x1f',
    '1._5',
    '1.',
    '1.;',
    '1.x()',
    '1..2',
    '1...2',
    '1e+',
    '1e+_5',
    '1e5.5',
    '0x',
    '0b12',
    "'ab'",
    "''",
    "'''",
    "'\\''",
    '"a""b"',
    '"a\\q"',
    '"a\nb"',
    '"a\\\n   b"',
    '##"a"#"##',
    '#"a',
    '`a',
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: Rhai's interpolation, not ours
    '`a${1',
    '`a\\${1}`',
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: Rhai's interpolation, not ours
    'a!in b',
    'a !inb',
    'a!',
    'f!(1)',
    'm::f!(1)',
    'a.f!(1)',
    'a.f!(1).b',
    'a.f!(1)[0]',
    'a.f!',
    'a.call',
    'a.call()',
    'call',
    'this',
    'fn f() { this }',
    '(f)(1)',
    '(a.b)(1)',
    'f(1)(2)',
    'f(,)',
    'f(1,)',
    '[,]',
    '[1,]',
    '#{,}',
    '#{a:1,}',
    '#{a:1 b:2}',
    '#{"a":1,a:2}',
    '#{if:1}',
    'switch x { 1 => 2 }',
    'switch x { 1 => {} 2 => 3 }',
    'switch x { _ => 1, 2 => 3 }',
    'switch x { _ if y => 1 }',
    'switch x { 1..5 => 1, 3 => 2 }',
    'switch x { 5..1 => 1, 3 => 2 }',
    'switch x { a => 1 }',
    'switch x { [1, #{a: 2}] => 1 }',
    'switch x { 1 + 1 => 1 }',
    'switch x { Fn("a") => 1 }',
    'switch x { 1 | 2 => 1 }',
    'switch x { (1 | 2) => 1 }',
    'switch x { |y| 1 => 1 }',
    'switch x { -1 => 1 }',
    'switch x { ..5 => 1 }',
    'switch x { 5.. => 1 }',
    'switch x { 1 => fn f() {} }',
    'if 1 {}',
    'if "a" {}',
    'if () {}',
    'if {} {}',
    'if |x| x {}',
    'if -1 {}',
    'while [] {}',
    '1 && true',
    'a && "b"',
    'x || -1',
    'for x in 5 {}',
    'for x in #{} {}',
    'for x in true {}',
    'for (x, x) in y {}',
    'for x in 0.. {}',
    'for x in {} {}',
    '[1]["a"]',
    '#{}[1]',
    '"abc"["x"]',
    '[1][0]["a"]',
    '5[true]',
    '[1][a && b]',
    'a = 1',
    'a.b = 1',
    'a[0].b = 1',
    'a.b() = 1',
    'a.b().c = 1',
    'f() = 1',
    'f()[0] = 1',
    '(a) = 1',
    '(a.b).c = 1',
    '[a] = 1',
    '1 = 2',
    'a + b = 1',
    'a && b = 1',
    'a == b = 1',
    'return',
    'return;',
    'fn f() { return }',
    'return 1 2',
    'break',
    'loop { break }',
    'loop { |x| break }',
    'do { break; } while break',
    'a ?? return',
    'a ?? return 1',
    'a ?? break',
    'loop { a ?? break }',
    'a ?? throw "x"',
    'let f = |x|',
    'let f = |x| ;',
    '|x,| x',
    '|x, x| x',
    '||',
    '| | 1',
    'fn f(a,) {}',
    'fn f(a, a) {}',
    'fn f {}',
    'fn f() ;',
    'fn f() {} fn f() {}',
    'fn int.f() {} fn "i64".f() {}',
    'fn f() { fn g() {} }',
    '{ fn f() {} }',
    'private let x = 1',
    'private fn f() {}',
    'fn "a" f() {}',
    'fn a.b.c() {}',
    'fn f(if) {}',
    'fn if() {}',
    'fn print() {}',
    'let print = 1',
    'a.print()',
    'export x',
    'export let x = 1',
    '{ export x }',
    'export x as y',
    'import "a" as b',
    'import "a"',
    'import "a" as',
    'try {} catch {}',
    'try {} catch () {}',
    'try {} catch (e) {}',
    'try {}',
    'let x',
    'let x = ',
    'let if = 1',
    'const x',
    'x y',
    '{} x',
    'if a {} else {} + 1',
    'let x = if a {1} else {2} + 1',
    '; ; ;',
    'a;;b',
    'do {} while a b',
    'do {} until a',
    '// a\rb c',
    '/* a',
    '/* /* */',
    'a /* b */ c',
    '\u00a0a',
    'a\u000bb',
    'é',
    '"é😀"',
    "'😀'",
    '_',
    '__',
    '_1',
    '_a1',
    '__a',
    'a++',
    'a->b',
    'a <-b',
    'a:=b',
    'a::<b',
    '#! x',
    '# {',
    '(*a*)',
    `${'('.repeat(31)}1${')'.repeat(31)}`,
    `${'('.repeat(32)}1${')'.repeat(32)}`,
    Array(62).fill('1').join('+'),
    Array(64).fill('1').join('+'),
    Array(65).fill('1').join('+'),
    `a${'.b'.repeat(60)}`,
    `a${'.b'.repeat(62)}`,
    `a${'.b'.repeat(63)}`,
    `a${'[0]'.repeat(30)}`,
    `a${'[0]'.repeat(60)}`,
    `a${'[0]'.repeat(62)}`,
    `fn f() { a${'.b'.repeat(28)} }`,
    `fn f() { a${'.b'.repeat(30)} }`,
    `${'if a {'.repeat(20)}${'}'.repeat(20)}`,
    `${'if a {} else '.repeat(59)} {}`,
    `${'if a {} else '.repeat(62)} {}`,
    `${'{'.repeat(30)}${'}'.repeat(30)}`,
    `${'-'.repeat(62)}a`,
    `${'|x|'.repeat(20)} 1`,
    `${'`${'.repeat(15)}1${'}`'.repeat(15)}`,
  ];
}
