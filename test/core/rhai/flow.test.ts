// What the flow analysis says at calls, written under the lines that hold them.

import { describe, expect, it } from 'vitest';
import type { AbstractValue } from '#core/base/abstractValue.ts';
import { loadCatalog } from '#core/catalog/catalog.ts';
import { analyzeFlow } from '#core/rhai/flow/analyzeFlow.ts';
import type { CallSite, FlowOptions } from '#core/rhai/flow/callSite.ts';
import { resolve } from '#core/rhai/resolve/resolver.ts';
import { parse } from '#core/rhai/syntax/parser.ts';
import { normalizeMarkers, readMarkers, writeMarkers } from '#test/markers.ts';
import { recordedCases } from '#test/recordedCases.ts';

const catalog = loadCatalog();

function callSites(text: string, options: FlowOptions = {}): readonly CallSite[] {
  const parsed = parse(text);
  return analyzeFlow(parsed, resolve(parsed.root), catalog, options).callSites;
}

/** Values as text: strings quoted, holes in angle brackets, alternatives in braces. */
function show(value: AbstractValue): string {
  switch (value.kind) {
    case 'unit':
      return '()';
    case 'string':
    case 'char':
      return JSON.stringify(value.value);
    case 'bool':
    case 'int':
    case 'float':
      return String(value.value);
    case 'unknown':
      return `<${value.source}>`;
    case 'pattern':
      return value.parts.map((part) => (typeof part === 'string' ? part : `<${part.source}>`)).join('');
    case 'oneOf':
      return `{${value.values.map(show).join(' | ')}}`;
    case 'array':
      return `[${[...value.items.map(show), ...(value.complete ? [] : [value.rest === undefined ? '...' : `...${show(value.rest)}`])].join(', ')}]`;
    case 'map':
      return `#{${[...value.entries].map(([key, entry]) => `${key}: ${show(entry)}`).join(', ')}${value.complete ? '' : ', ...'}}`;
    case 'constant':
      return `${value.module}::${value.name}${value.args === undefined ? '' : `(${value.args.map(show).join(', ')})`}`;
    case 'object':
      return `${value.type}{${[...value.fields].map(([key, field]) => `${key}: ${show(field)}`).join(', ')}}`;
  }
}

/** Marks each call that asks for authorization with its values and what stands around it. */
function flowMarkers(source: string): string {
  const { text } = readMarkers(source);
  const markers = callSites(text)
    .filter((site) => site.candidates.some((fn) => fn.checks.length > 0))
    .map((site) => {
      const values = [...(site.receiver === undefined ? [] : [site.receiver]), ...site.args].map(show).join(', ');
      const notes = [
        site.reachable ? '' : ' unreachable',
        site.caught ? ' caught' : '',
        site.inLoop ? ' in a loop' : '',
      ];
      return { span: site.span, text: values + notes.join('') };
    });
  return writeMarkers(text, markers);
}

describe('values at calls', () => {
  it.each([
    [
      'constants and concatenation',
      `
const DIR = "/srv";
let name = "a";
  cat(DIR + "/" + name + \`.\${1 + 1}\`);
//^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ "/srv/a.2"
name += "b";
  cat(name);
//^^^^^^^^^ "ab"
name.trim();
  cat(name + target);
//^^^^^^^^^^^^^^^^^^ ab<argument target>`,
    ],
    [
      'branches',
      `
let p = "/a";
if x { p = "/b"; } else if y { p += "/c"; }
  cat(p);
//^^^^^^ {"/b" | "/a/c" | "/a"}
let q = if x { "/l" } else { "/r" };
  cat(q);
//^^^^^^ {"/l" | "/r"}
let r = switch y { 1 => "/one", _ => return };
  cat(r);
//^^^^^^ "/one"`,
    ],
    [
      'loops',
      `
for f in ["/a", "/b"] {
    cat(f);
//  ^^^^^^ {"/a" | "/b"} in a loop
}
let p = "";
for i in 0..3 { p = \`/f\${i}\`; }
  cat(p);
//^^^^^^ "/f2"
let deep = "/srv";
while x { deep += "/d"; }
  cat(deep);
//^^^^^^^^^ {"/srv" | /srv/<a value that changes in a loop>}
for name in ls("/srv").keys() {
//          ^^^^^^^^^^ "/srv"
    cat("/srv/" + name);
//  ^^^^^^^^^^^^^^^^^^^ /srv/<a name in /srv> in a loop
}`,
    ],
    [
      'builders and handles',
      `
let config = DirConfig();
config.path("/srv");
let dir = config.build().open(OpenDirOptions().create(true).build());
//                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ DirConfig{path: "/srv"}, OpenDirOptions{create: true}
let file = dir.open_file("a.txt", OpenFileOptions().read(true).build());
//             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ RcDirHandle{path: "/srv"}, "a.txt", OpenFileOptions{read: true}
let text = file.read();
//              ^^^^^^ RcFileHandle{path: "/srv/a.txt", entryPath: "/srv/a.txt", read: true, create: (), follow_symlinks: ()}
  tail([tail::n(5)], text);
//^^^^^^^^^^^^^^^^^^^^^^^^ [tail::n(5)], <the result of read in line 8>`,
    ],
    [
      'functions',
      `
fn show(path, base) {
    let full = base + path;
    cat(full);
//  ^^^^^^^^^ {"/srv/a" | "/srv/b"} caught
    full
}
fn unused(path) {
    cat(path);
//  ^^^^^^^^^ <parameter path of unused> unreachable
}
show("/a", "/srv");
try { show("/b", "/srv"); } catch {}
let again = show("/a", "/srv");
  cat(again);
//^^^^^^^^^^ "/srv/a"`,
    ],
    [
      'closures that capture and change',
      `
let kept = "/kept";
let changed = "/changed";
let f = |x| { changed = x; cat(kept + x); };
//                         ^^^^^^^^^^^^^ /kept<parameter x of a closure>
f.call("/new");
  cat(changed);
//^^^^^^^^^^^^ <variable changed>
["/a", "/b"].map(|p| cat(p));
//                   ^^^^^^ {"/a" | "/b"}`,
    ],
    [
      'function pointers',
      `
let f = Fn("cat");
f.call("/a");
//^^^^^^^^^^ "/a"`,
    ],
    [
      'errors',
      `
let p = "/a";
try {
    cat(p);
//  ^^^^^^ "/a" caught
  p = "/b";
} catch (e) {
    cat(p);
//  ^^^^^^ {"/a" | "/b"}
  throw e;
    cat(p);
//  ^^^^^^ {"/a" | "/b"} unreachable
}
  cat(p);
//^^^^^^ "/b"`,
    ],
    [
      'changes in place',
      `
let list = ["/a"];
list.push("/b");
  cat(list[1]);
//^^^^^^^^^^^^ "/b"
let copy = list;
copy.push("/c");
  cat(list[0] + copy.len());
//^^^^^^^^^^^^^^^^^^^^^^^^^ "/a3"
let m = #{dir: "/srv"};
m.name = "x";
  cat(m.dir + "/" + m.name);
//^^^^^^^^^^^^^^^^^^^^^^^^^ "/srv/x"
m.strange_method();
  cat(m.dir);
//^^^^^^^^^^ <the dir of a map, changed>`,
    ],
  ])('%s', (_title, source) => {
    expect(flowMarkers(source)).toBe(normalizeMarkers(source));
  });

  it('uses arguments that are given', () => {
    const options = { arguments: new Map([['target', { kind: 'string', value: '/given' } as const]]) };
    expect(callSites('cat(target)', options)[0]?.args.map(show)).toEqual(['"/given"']);
  });
});

describe('targets', () => {
  it.each([
    ['cat("/a")', 'sdk', undefined],
    ['cat(1)', 'nothing', { kind: 'noOverload', types: ['i64'] }],
    ['read_file("/a")', 'nothing', { kind: 'unknownFunction' }],
    ['"a".len()', 'library', undefined],
    ['fn f() {} f()', 'script', undefined],
    ['fn cat(p) {} cat("/a")', 'script', undefined],
    ['m::f()', 'unknown', undefined],
    ['thing.read()', 'sdk', undefined],
  ])('%s', (text, target, failure) => {
    const site = callSites(text).findLast(({ form }) => form !== 'getter');
    expect({ target: site?.target, failure: site?.failure }).toEqual({ target, failure });
  });

  it('calls no recorded run that succeeded a failure', () => {
    const wrong = recordedCases()
      .filter(({ error }) => error === undefined)
      .flatMap(({ name, script }) =>
        callSites(script)
          .filter((site) => site.failure !== undefined && site.reachable && !site.caught)
          .map((site) => `${name}: ${site.name}`),
      );
    expect(wrong).toEqual([]);
  });
});

describe('broken text', () => {
  it('never throws', () => {
    for (const { script } of recordedCases().slice(0, 300)) {
      for (let cut = 0; cut < script.length; cut += Math.ceil(script.length / 7)) callSites(script.slice(0, cut));
    }
  });
});
