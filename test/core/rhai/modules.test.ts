// Imports held against the engine: what a run over a host says of each script, the check says before, at the same place.
import { beforeAll, expect, test } from 'vitest';
import { ScriptChecker } from '#core/check/scriptChecker.ts';
import { createAnalysisEngine } from '#core/node/engine.ts';
import { moduleFile } from '#core/rhai/resolve/modules.ts';
import { runTest } from '#test/sandbox.ts';

const FILES = {
  '/pub.rhai': `import "x2" as sub;
private fn p() { 1 }
fn f(x) { p() + 1 }
fn dbl(x) { x * 2 }
fn int.meth() { this }
const C = 5;
export const V = 7;
let W = 8;
export W as W2;
fn use_c() { global::C }
fn use_sub() { sub::f() }
if true { import "x2" as blk; }
`,
  '/x2.rhai': 'fn f() { 1 }\nfn two(a, b) { a + b }\n',
  '/sub/a.rhai': 'import "b" as b;\nfn g() { b::h() }\n',
  '/sub/b.rhai': 'import "c" as c;\nfn h() { c::k() }\n',
  '/sub/c.rhai': 'fn k() { "beside b" }\n',
  '/deep/a.rhai': 'import "/sub/c" as c;\nfn g() { c::k() }\n',
  '/only/here.rhai': 'import "there" as t;\nfn g() { t::h() }\n',
  '/only/there.rhai': 'fn h() { 2 }\n',
  '/wrong.rhai': 'let x = ;\n',
  '/args.rhai': 'fn f() { 1 }\nlet y = given;\n',
};

const HOST = { files: Object.fromEntries(Object.entries(FILES).map(([path, content]) => [path, { content }])) };

let checker: ScriptChecker;
beforeAll(() => {
  checker = new ScriptChecker(createAnalysisEngine(), 'agent');
});

test.each([
  'import "x2" as q; fn t() { q::f() } t()',
  'import "x2" as q; q::nope()',
  'import "x2" as q; q::f(1)',
  'import "x2" as q; q::two(1)',
  'import "x2" as q; q::NO',
  'import "pub" as q; q::V',
  'import "pub" as q; q::p()',
  'import "pub" as q; q::W',
  'import "pub" as q; q::W2',
  'import "pub" as q; q::C',
  'import "pub" as q; q::sub::f()',
  'import "pub" as q; q::sub::nope()',
  'import "pub" as q; q::nosub::nope()',
  'import "pub" as q; q::blk::f()',
  'import "pub" as q; q::use_c()',
  'import "pub" as q; q::use_sub()',
  'import "pub" as q; q::use_c',
  'import "pub" as q; let n = 4; n.meth()',
  'import "pub" as q; q::meth()',
  'import "pub" as q; import "x2" as q; q::dbl(1)',
  'import "pub" as q; import "x2" as q; q::f()',
  'import "x2" as q; { import "pub" as q; q::dbl(1) } q::f()',
  'import "x2" as q; { import "pub" as p; p::dbl(1) } q::f()',
  'import "x2" as q; import "pub" as q; fn z() { q::dbl(1) } z()',
  'import "x2" as q; import "pub" as q; fn z() { q::f() } z()',
  'import "x2" as q; let z = || { import "pub" as q; q::dbl(1) }; z.call()',
  'fn z() { import "x2" as q; let y = || q::f(); y.call() } z()',
  'import "x2" as q; fn z() { import "pub" as q; q::dbl(1) } z(); q::f()',
  'fn t() { import "x2" as q; q::f() } t()',
  'import "x2" as OpenOptions; OpenOptions::f()',
  'import `pub` as q; q::V',
  'import ("pub") as q; q::V',
  'import "pub.txt" as q; q::V',
  'import "./sub/../pub" as q; q::V',
  'import "pub/" as q; q::V',
  'import "/pub" as q; q::V',
  'import "" as q; 1',
  'import "sub" as q; 1',
  'import "nosuch" as q; 1',
  'import "sub/a" as q; q::g()',
  'import "deep/a" as q; q::g()',
  'import "only/here" as q; q::g()',
  'import "wrong" as q; q::g()',
  'import "args" as q; q::f()',
  'if false { import "nosuch" as q; } 1',
])('the run and the check agree on %s', (script) => {
  const { payload } = runTest(script, { host: HOST });
  const { diagnostics, lines } = checker.check(script, { host: JSON.stringify(HOST), argumentsAreKnown: true });
  const loud = diagnostics.filter(({ severity }) => severity === 'error' || severity === 'warning');
  const places = [...(payload.error?.message ?? '').matchAll(/line (\d+), position (\d+)/g)];
  // Calls of functions follow the place of an error, the modules that led to it too.
  const place = payload.error?.message.includes('in call to function') === true ? places[0] : places.at(-1);
  if (payload.error === undefined) {
    // What no run reaches may be wrong all the same.
    expect(loud.filter(({ code }) => code !== 'repeated-import' && !script.includes('if false'))).toEqual([]);
    return;
  }
  const at = lines.fromRhai(Number(place?.[1]), Number(place?.[2]));
  expect(
    loud.map(({ severity, span }) => ({ severity, isThere: span.start <= (at ?? -1) && (at ?? -1) <= span.end })),
  ).toContainEqual({
    severity: 'error',
    isThere: true,
  });
});

test.each([
  ['lib', undefined, 'lib.rhai'],
  ['a/b.c/d', undefined, 'a/b.c/d.rhai'],
  ['.hidden', undefined, '.hidden.rhai'],
  ['x', 'sub/a', 'sub/x.rhai'],
  ['x', '/srv/sub/', '/srv/x.rhai'],
  ['../x', 'sub/a', 'x.rhai'],
  ['/x', 'sub/a', '/x.rhai'],
  ['../x', undefined, '../x.rhai'],
])('the file of %s in %s', (path, importedAs, file) => {
  expect(moduleFile(path, importedAs)).toBe(file);
});
