// The parser against recorded runs, and the shape of its trees.

import { describe, expect, it } from 'vitest';
import type { Node } from '#core/rhai/syntax/ast.ts';
import { parse } from '#core/rhai/syntax/parser.ts';
import { childrenOf, nodeAt, walk } from '#core/rhai/syntax/walk.ts';
import { readCursor } from '#test/markers.ts';
import { recordedCases } from '#test/recordedCases.ts';

describe('agreement with the runner', () => {
  it('accepts what the engine accepts and refuses what it refuses', () => {
    const wrong: string[] = [];
    for (const recorded of recordedCases()) {
      const refused = refusal(recorded.error, recorded.script);
      if (refused === undefined) continue;
      const found = parse(recorded.script).errors.length > 0;
      if (found !== refused) wrong.push(`${recorded.area}/${recorded.name}: ${recorded.error ?? 'accepted'}`);
    }
    expect(wrong).toEqual([]);
  });
});

/** Whether a recorded run says that the structure was refused; undefined where it says nothing about that. */
function refusal(error: string | undefined, script: string): boolean | undefined {
  if (error === undefined) return false;
  // The policy comes first, a module or a JSON text is not the script, and names are not structure.
  if (/policy|in module|Undefined (variable|module)|Cannot assign to constant/.test(error)) return undefined;
  if (script.includes('parse_json(')) return undefined;
  return error.startsWith('Syntax error');
}

/** A tree as text, for comparison: literals and names as written, everything else as (kind children). */
function shape(node: Node): string {
  switch (node.kind) {
    case 'identifier':
      return node.name;
    case 'name':
      return `'${node.text}`;
    case 'int':
    case 'float':
    case 'bool':
      return String(node.value);
    case 'string':
    case 'char':
    case 'text':
      return JSON.stringify(node.value);
    case 'binary':
      return `(${node.operator} ${shape(node.left)} ${shape(node.right)})`;
    case 'unary':
      return `(${node.operator} ${shape(node.operand)})`;
    case 'paren':
      return shape(node.inner);
    default:
      return `(${[node.kind, ...childrenOf(node).map(shape)].join(' ')})`;
  }
}

function shapes(text: string): string {
  return parse(text).root.statements.map(shape).join(' ');
}

describe('trees', () => {
  it.each([
    ['1 + 2 * 3 ** 4 ** 5', '(+ 1 (* 2 (** 3 (** 4 5))))'],
    ['a == b && c != d || !e', '(|| (&& (== a b) (!= c d)) (! e))'],
    ['m & 0o002 != 0', '(& m (!= 2 0))'],
    ['a ?? b .. c + 1', '(?? a (.. b (+ c 1)))'],
    ['x !in y', '(!in x y)'],
    ['-5.abs()', "(methodCall -5 'abs)"],
    ['-x.abs()', "(- (methodCall x 'abs))"],
    ['a - 5', '(- a 5)'],
    ['a -5', '(- a 5)'],
    ['1.5.floor()', "(methodCall 1.5 'floor)"],
    ['1..5', '(.. 1 5)'],
    ['[..5, 1.., 2..=]', '(array (.. 0 5) (.. 1 (unit)) (..= 2 (unit)))'],
    ['a.b(1)[2].c', "(member (index (methodCall a 'b 1) 2) 'c)"],
    ['m::f(1)', "(call 'm 'f 1)"],
    ['a::b::C', "(path 'a 'b 'C)"],
    ['a?.b?[0]', "(index (member a 'b) 0)"],
    ['|x| x + 1', "(closure 'x (+ x 1))"],
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: Rhai's interpolation, not ours
    ['`a${b}c`', '(interpolation "a" (block b) "c")'],
    ['`a${`b${c}`}`', '(interpolation "a" (block (interpolation "b" (block c))))'],
    ['`\nx\\n${1}`', '(interpolation "x\\\\n" (block 1))'],
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: Rhai's interpolation, not ours
    ['"a\\x41\\u00e9\\"b""c"', '"aA\u00e9\\"b\\"c"'],
    ['"one \\\n two"', '"one two"'],
    ['##"a"#b"##', '"a\\"#b"'],
    ["'\\n'", '"\\n"'],
    ['#{a: 1, "b c": 2}', "(map (entry 'a 1) (entry 'b c 2))"],
    ['0xff + 0b11 + 1_000 + 1e3', '(+ (+ (+ 255 3) 1000) 1000)'],
    ['9223372036854775808', '9223372036854776000'],
    ['if a { 1 } else if b { 2 } else { 3 }', '(if a (block 1) (if b (block 2) (block 3)))'],
    ['switch x { 1 | 2 if y => 3, 4..6 => { 5 } _ => 6 }', '(switch x (arm 1 2 y 3) (arm (.. 4 6) (block 5)) (arm 6))'],
    ['for (x, i) in y { break x; }', "(for 'x 'i y (block (break x)))"],
    ['try { f() } catch (e) { throw e }', "(try (block (call 'f)) 'e (block (throw e)))"],
    ['private fn string.f(a) { this }', "(function 'string 'f 'a (block (this)))"],
    ['export const X = 1; import "m" as n;', '(const \'X 1) (import "m" \'n)'],
    ['/* a /* b */ c */ x // y', 'x'],
  ])('%s', (text, expected) => {
    expect(parse(text).errors).toEqual([]);
    expect(shapes(text)).toBe(expected);
  });
});

describe('recovery', () => {
  it.each([
    ['let x = ;\nlet y = 2;', "(let 'x (error)) (let 'y 2)"],
    ['foo.\nlet y = 2;', "(member foo ') (let 'y 2)"],
    ['foo(1,\nlet y = 2;', "(call 'foo 1 (error)) (let 'y 2)"],
    ['fn f() { g(;\nfn h() {}', "(function 'f (block (call 'g (error)))) (function 'h (block))"],
    ['a b', 'a b'],
    ['} x', '(error) x'],
    ['m::', "(path 'm ')"],
    ['`a${', '(interpolation "a" (block))'],
  ])('%s', (text, expected) => {
    expect(parse(text).errors.length).toBeGreaterThan(0);
    expect(shapes(text)).toBe(expected);
  });

  it.each(['(', '[', '{', '-', '!', 'a.b[', '#{a:', '|x|', 'f(', '`${', 'if a {', 'if a {} else ', '1 ** ', '1 + '])(
    'takes deep nests of %s in linear time',
    (piece) => {
      const deep = piece.repeat(30_000);
      const started = performance.now();
      expect(parse(deep).errors.length).toBeGreaterThan(0);
      expect(performance.now() - started).toBeLessThan(2_000);
    },
  );
});

describe('spans', () => {
  it('nest, and no child reaches beyond its parent', () => {
    for (const { script } of recordedCases().slice(0, 200)) {
      const { root } = parse(script);
      walk(root, (node, ancestors) => {
        const parent = ancestors[ancestors.length - 1];
        expect(node.span.start).toBeLessThanOrEqual(node.span.end);
        if (parent === undefined || node.span.start === node.span.end) return;
        expect(parent.span.start).toBeLessThanOrEqual(node.span.start);
        expect(parent.span.end).toBeGreaterThanOrEqual(node.span.end);
      });
    }
  });

  it.each([
    ['let na$0me = 1;', 'name'],
    ['foo.ba$0r(1)', 'name'],
    ['cat(pa$0th)', 'identifier'],
    ['cat($0"x")', 'string'],
    ['x$0', 'identifier'],
  ])('nodeAt %s', (source, kind) => {
    const { text, cursor } = readCursor(source);
    expect(nodeAt(parse(text).root, cursor).kind).toBe(kind);
  });
});
