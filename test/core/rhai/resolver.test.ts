// Scopes and references against the engine's rules and recorded name errors.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nameProblems } from '#core/rhai/resolve/nameProblems.ts';
import { resolve, visibleVariables } from '#core/rhai/resolve/resolver.ts';
import { unreachableCode } from '#core/rhai/resolve/unreachable.ts';
import { parse } from '#core/rhai/syntax/parser.ts';
import { normalizeMarkers, readCursor, readMarkers, writeMarkers } from '#test/markers.ts';
import { recordedCases } from '#test/recordedCases.ts';

const catalog = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../core/catalog/data/catalog.json'), 'utf8'),
) as {
  modules: { name: string }[];
};
const modules = new Set(catalog.modules.map(({ name }) => name));

describe('agreement with the runner', () => {
  it('finds the undefined names that the engine reports, and no others', () => {
    const wrong: string[] = [];
    for (const recorded of recordedCases()) {
      const parsed = parse(recorded.script);
      if (parsed.errors.length > 0) continue;
      const found = nameProblems(resolve(parsed.root), { arguments: new Set(recorded.argumentNames), modules })[0];
      const match =
        /^Syntax error: (Undefined (?:variable|module): |Cannot assign to constant )(\w+) \(line \d+, position \d+\)$/.exec(
          recorded.error ?? '',
        );
      if (found?.name !== match?.[2])
        wrong.push(`${recorded.area}/${recorded.name}: ${recorded.error} / ${found?.kind} ${found?.name}`);
    }
    expect(wrong).toEqual([]);
  });
});

/** Marks each reference with the line of its declaration, or `argument`. */
function referenceMarkers(source: string): string {
  const { text } = readMarkers(source);
  const markers = resolve(parse(text).root).variables.flatMap((variable) =>
    variable.references.map(({ span, access }) => {
      const line =
        variable.declaration === undefined
          ? 'argument'
          : text.slice(0, variable.declaration.span.start).split('\n').length;
      return { span, text: `${access.kind} ${line}` };
    }),
  );
  return writeMarkers(
    text,
    markers.sort((a, b) => a.span.start - b.span.start),
  );
}

describe('references', () => {
  it.each([
    `let x = 1;
let y = x + 1;
//      ^ read 1
x = y;
// <- write 1
//  ^ read 2`,
    `let s = "a";
{
  let s = s;
//        ^ read 1
  s.trim();
//^ use 4
}
s += "b";
// <- write 1`,
    `let list = [];
let f = |x| list.push(x);
//          ^^^^ use 1
//                    ^ read 2
fn g(list) { list[0] = 1; }
//           ^^^^ part 5`,
    `for (v, i) in items { v.name = i; }
//            ^^^^^ read argument
//                    ^ part 1
//                             ^ read 1`,
    `try { f() } catch (e) { throw e; }
//                            ^ read 1`,
  ])('%s', (source) => {
    const expected = source.replace('use 4', 'use 3');
    expect(referenceMarkers(expected)).toBe(normalizeMarkers(expected));
  });

  it('shows what is visible', () => {
    const { text, cursor } = readCursor('let a = 1; let b = 2; fn f(c) { let d = c; { let e = 1; } $0 let g = 2; }');
    expect(visibleVariables(resolve(parse(text).root), cursor).map(({ name }) => name)).toEqual(['d', 'c']);
  });
});

describe('unreachable code', () => {
  it.each([
    ['return 1; a(); b();', ['a(); b()']],
    ['if x { return; } else { throw 1; } a();', ['a()']],
    ['loop { if x { break; } } a();', []],
    ['loop { f(); } a();', ['a()']],
    ['for x in y { continue; z(); } a();', ['z()']],
    ['fn f() { return 1; } f();', []],
  ])('%s', (text, expected) => {
    expect(unreachableCode(parse(text).root).map(({ start, end }) => text.slice(start, end))).toEqual(expected);
  });
});
