// Findings about imports: what is on the host, what is in the workspace, and what nobody knows.
import { beforeAll, expect, test } from 'vitest';
import type { ModuleTexts } from '#core/check/imports/moduleTexts.ts';
import { ScriptChecker } from '#core/check/scriptChecker.ts';
import { createAnalysisEngine } from '#core/node/engine.ts';

let checker: ScriptChecker;

beforeAll(() => {
  checker = new ScriptChecker(createAnalysisEngine(), 'agent');
});

const LIB = `/// Adds one.
fn add(n) { n + 1 }
fn load(path) { cat(path) }
private fn hidden() { 1 }
fn int.twice() { this * 2 }
const LIMIT = 3;
export const NAME = "lib";
let count = 4;
export count as total;
import "inner" as inner;
`;

const FILES = {
  '/srv/lib.rhai': LIB,
  '/srv/inner.rhai': 'fn deep() { 1 }',
  '/srv/broken.rhai': 'fn f( { 1 }',
  '/srv/a.rhai': 'import "b" as b; fn f() { 1 }',
  '/srv/b.rhai': 'import "/srv/a" as a;',
  '/srv/outer.rhai': 'import "gone" as gone; fn f() { 1 }',
};

function hostOf(files: Readonly<Record<string, string>>): string {
  return JSON.stringify({
    files: {
      ...Object.fromEntries(Object.entries(files).map(([path, content]) => [path, { content }])),
      '/srv/secret.rhai': { content: 'fn f() { 1 }', owner: 'root', mode: '0600' },
    },
  });
}

function findings(
  script: string,
  given: { readonly host?: string; readonly modules?: ModuleTexts },
): readonly string[] {
  const { diagnostics } = checker.check(script, { ...given, argumentsAreKnown: true });
  return diagnostics
    .filter(({ severity }) => severity !== 'hint')
    .map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
}

const onHost = (script: string): readonly string[] => findings(script, { host: hostOf(FILES) });

test.each([
  'import "/srv/lib" as lib; info(`$' + '{lib::add(1)} $' + '{lib::NAME} $' + '{lib::total}`);',
  'import "srv/lib" as lib; info("" + lib::inner::deep());',
  'import "/srv/lib.txt" as lib; lib::load("/x");',
  'import "/srv/lib" as lib; let n = 4; info("" + n.twice());',
  'import `/srv/./lib` as lib; lib::add(1);',
  'import "/srv/lib"; 1',
  'import "/srv/lib" as lib; fn f() { import "/srv/inner" as lib; lib::deep() } info("" + f() + lib::add(1));',
  'import "/srv/lib" as cat; info("" + cat::add(1));',
  'let path = "/srv/" + "lib"; import path as lib; lib::whatever();',
])('nothing is said of %s', (script) => {
  expect(onHost(script)).toEqual([]);
});

test.each([
  [
    'import "/srv/none" as m; m::f();',
    ['error module-not-found: Module not found: /srv/none; the host has no /srv/none.rhai.'],
  ],
  [
    'import "/srv/secret" as m; m::f();',
    ['error module-not-found: Module not found: /srv/secret; agent cannot read /srv/secret.rhai of the host.'],
  ],
  [
    'try { import "none" as m; m::f(); } catch { }',
    ['warning module-not-found: Module not found: none; the host has no /none.rhai.'],
  ],
  [
    'write([write::replace], "/srv/none.rhai", "fn f() { 1 }"); import "/srv/none" as m; m::f();',
    [
      expect.stringContaining('review-overeager'),
      'warning module-not-found: Module not found: /srv/none; the host has no /srv/none.rhai.',
    ],
  ],
  [
    'import "/srv/outer" as m; m::f();',
    ['error module-not-found: Module not found: gone, imported by /srv/outer.rhai; the host has no /srv/gone.rhai.'],
  ],
  [
    'import "/srv/broken" as m; m::f();',
    [expect.stringMatching(/^error broken-module: \/srv\/broken.rhai does not compile: .*\(line 1, position 7\)/)],
  ],
  [
    'import "/srv/a" as m; m::f();',
    [
      'error import-cycle: The imports go round in a circle: /srv/a.rhai, /srv/b.rhai, /srv/a.rhai. The runner does not notice and crashes.',
    ],
  ],
  [
    'import "/srv/lib" as m; m::ad(1);',
    ['error unknown-function: /srv/lib.rhai has no function ad. Did you mean add?'],
  ],
  ['import "/srv/lib" as m; m::add(1, 2);', ['error wrong-arity: add of /srv/lib.rhai takes 1 argument, not 2.']],
  ['import "/srv/lib" as m; m::hidden();', ['error unknown-function: hidden is private in /srv/lib.rhai.']],
  [
    'import "/srv/lib" as m; m::twice();',
    ['error unknown-function: twice of /srv/lib.rhai is declared for a type: call it with a dot.'],
  ],
  [
    'import "/srv/lib" as m; info(m::LIMIT);',
    [expect.stringMatching(/unknown-constant: LIMIT is not exported by \/srv\/lib.rhai\./)],
  ],
  ['import "/srv/lib" as m; m::nope::f();', ['error unknown-function: nope is no module here: it imports no nope.']],
  [
    'import "/srv/lib" as m; let f = m::add;',
    [expect.stringMatching(/unknown-constant: add of \/srv\/lib.rhai is a function/)],
  ],
  [
    'import "/srv/lib" as m; try { m::gone(); } catch { }',
    ['warning unknown-function: /srv/lib.rhai has no function gone.'],
  ],
  ['import "/srv/inner" as m; let n = 4; n.twice();', ['error unknown-method: There is no method twice.']],
])('on the host: %s', (script, expected) => {
  expect(onHost(script)).toEqual(expected);
});

test('an import is used where its functions of a type are', () => {
  const codes = (script: string) =>
    checker.check(script, { host: hostOf(FILES), argumentsAreKnown: true }).diagnostics.map(({ code }) => code);
  expect(codes('import "/srv/lib" as m; let n = 4; info("" + n.twice());')).toEqual([]);
  expect(codes('import "/srv/lib" as m; info("a");')).toEqual(['unused-import']);
});

test('a second import of a name is told, because the engine goes on using the first', () => {
  expect(onHost('import "/srv/lib" as m; import "/srv/inner" as m; m::deep();')).toEqual([
    'warning repeated-import: m already names an earlier import, and the engine goes on using that one.',
    'error unknown-function: /srv/lib.rhai has no function deep.',
  ]);
});

test('without a host, files of the workspace count, and what is not known is passed over', () => {
  const modules: ModuleTexts = {
    'lib.rhai': { uri: 'file:///w/lib.rhai', label: 'lib.rhai', text: 'fn add(n) { n }', certain: true },
    'gone.rhai': { missing: 'there is no gone.rhai beside the script or in a folder above it' },
  };
  const script = 'import "lib" as lib; lib::ad(1); import "gone" as gone; import "/opt/other" as o; o::f(); gone::f();';
  expect(findings(script, { modules })).toEqual([
    'error unknown-function: lib.rhai has no function ad. Did you mean add?',
    'warning module-not-found: Module not found: gone; there is no gone.rhai beside the script or in a folder above it.',
  ]);
  expect(findings(script, {})).toEqual([]);
});

test('a module that only the workspace has is followed, with a word on the run', () => {
  const modules: ModuleTexts = {
    'lib.rhai': { uri: 'file:///w/lib.rhai', label: 'lib.rhai', text: 'fn add(n) { n }', certain: true },
  };
  expect(findings('import "lib" as lib; lib::ad(1);', { modules, host: hostOf({}) })).toEqual([
    'warning module-not-found: Module not found: lib; the host has no /lib.rhai. The editor follows lib.rhai of the workspace, which a run on this host does not see.',
    'warning unknown-function: lib.rhai has no function ad. Did you mean add?',
  ]);
});

test('modules that many others import are looked at once', () => {
  const layers = 24;
  const files = Object.fromEntries(
    Array.from({ length: layers }, (_, n) => {
      const next = n + 1 < layers ? `import "/m/${n + 1}" as a; import "/m/${n + 1}" as b;` : '';
      return [`/m/${n}.rhai`, `${next} fn f() { 1 }`];
    }),
  );
  expect(findings('import "/m/0" as m; m::f();', { host: hostOf(files) })).toEqual([]);
});

test('a pointer may change files as a call does', () => {
  const script = 'let w = Fn("rm"); w.call(["-f"], "/x"); import "/srv/none" as m; m::f();';
  expect(onHost(script).filter((finding) => finding.includes('module-not-found'))).toEqual([
    expect.stringMatching(/^warning /),
  ]);
});

test('nothing is said of names of modules in a statement that is broken', () => {
  expect(
    onHost('import "/srv/lib" as lib;\nlib::ad(;\nlib::nothing();\n').filter((each) => !each.includes(' compile:')),
  ).toEqual(['error unknown-function: /srv/lib.rhai has no function nothing.']);
});
