// Every written form of Rhai's literals, cases, chains and definitions, right and nearly right, and comments between any two tokens.

import fc from 'fast-check';
import { tokenize } from '#core/rhai/syntax/lexer.ts';

/** What larger forms are made of. */
export interface Parts {
  readonly value: fc.Arbitrary<string>;
  /** What may stand where a truth value is wanted. */
  readonly test: fc.Arbitrary<string>;
  readonly block: fc.Arbitrary<string>;
}

/** An integer or float in any base, with separators, signs, exponents and the ends of the range. */
export function numberForm(): fc.Arbitrary<string> {
  const digits = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: 6 });
  const decimal = digits('0123456789_').map((text) => `1${text}`);
  const exponent = fc
    .tuple(fc.constantFrom('e', 'E', 'e+', 'e-'), digits('0123456789_'))
    .map((parts) => parts.join(''));
  return fc.oneof(
    decimal,
    fc.tuple(decimal, digits('0123456789_')).map(([whole, part]) => `${whole}.${part}`),
    fc.tuple(decimal, exponent).map((parts) => parts.join('')),
    fc.tuple(decimal, digits('0123456789'), exponent).map(([whole, part, power]) => `${whole}.${part}${power}`),
    fc.tuple(fc.constantFrom('0x', '0X'), digits('0123456789abcdefABCDEF_')).map((parts) => parts.join('')),
    fc.tuple(fc.constantFrom('0o', '0O'), digits('01234567_')).map((parts) => parts.join('')),
    fc.tuple(fc.constantFrom('0b', '0B'), digits('01_')).map((parts) => parts.join('')),
    fc.constantFrom(
      '0',
      '00',
      '007',
      '0_',
      '0.0',
      '1.',
      '9223372036854775807',
      '9223372036854775808',
      '-9223372036854775808',
      '0x7fff_ffff_ffff_ffff',
      '0xffffffffffffffff',
      '0x1_0000_0000_0000_0000',
      '1e308',
      '1e309',
      '1.7976931348623157e308',
      '4.9e-324',
    ),
  );
}

/** Forms that are right, and now and then one that is right in few places or in none. */
function mostly(right: readonly string[], wrong: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 24, arbitrary: fc.constantFrom(...right) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  );
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: Rhai's interpolation, not ours
/** A text in quotes, back-ticks or as a raw string, with escapes, line breaks and values inside values. */
export function stringForm(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const plain = fc.string({
    unit: fc.constantFrom('a', ' ', '/', '$', '{', '}', '#', 'é', '😀', '//', '/*'),
    maxLength: 4,
  });
  const escapes = mostly(
    ['\\n', '\\t', '\\r', '\\\\', '\\"', "\\'", '\\x41', '\\u00e9', '\\U0001F600', '\\\n   ', '""'],
    ['\\`', '\\0', '\\x4', '\\ud800', '\n'],
  );
  const quoted = fc.array(fc.oneof(plain, escapes), { maxLength: 3 }).map((parts) => `"${parts.join('')}"`);
  const hole = value.map((inner) => '${'.concat(inner, '}'));
  const text = plain.map((part) => part.replace(/\$$/, ''));
  const piece = fc.oneof(text, hole, mostly(['\n', '``', '\\n', '"', '$$', '${x; y}'], ['\\${', '${}', '`']));
  const ticked = fc.array(piece, { maxLength: 4 }).map((parts) => `\`${parts.join('')}\``);
  const inside = fc.array(fc.oneof(plain, fc.constantFrom('\\', '\n')), { maxLength: 3 });
  const raw = fc
    .tuple(fc.integer({ min: 1, max: 3 }), inside, mostly([''], ['"', '"#', '""##']))
    .map(([count, parts, end]) => `${'#'.repeat(count)}"${parts.join('')}${end}"${'#'.repeat(count)}`);
  const char = mostly(["'a'", "'\\n'", "'\\''", "'\\u00e9'", "'😀'", "'\\x41'", "'\\U0001F600'"], ["'ab'", "''"]);
  return fc.oneof(quoted, ticked, raw, char);
}
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: Rhai's interpolation, not ours

/** A `switch` with several values in a case, ranges, guards, defaults and cases of every kind. */
export function switchForm({ value, test, block }: Parts): fc.Arbitrary<string> {
  const bound = mostly(['0', '1', '5', '-3', '100', '0x1f'], ['', "'a'", '1.5']);
  const range = fc.tuple(bound, fc.constantFrom('..', '..='), bound).map((parts) => parts.join(''));
  const literal = mostly(
    ['1', '-1', '2.5', '"a"', "'c'", '`t`', 'true', '()', '[1, 2]', '#{a: 1}', '#"r"#'],
    ['_', 'x', 'f(1)', '1 + 1'],
  );
  const pattern = fc.oneof({ weight: 3, arbitrary: literal }, { weight: 1, arbitrary: range });
  const patterns = fc.array(pattern, { minLength: 1, maxLength: 3 }).map((items) => items.join(' | '));
  const guard = fc.option(test).map((condition) => (condition === null ? '' : ` if ${condition}`));
  const body = fc.oneof(
    value.map((one) => `${one},`),
    fc.tuple(block, fc.constantFrom(',', '')).map((parts) => parts.join('')),
    mostly(['return 1,', 'throw "x",'], ['break,', 'let y = 1,', 'x;', 'x']),
  );
  const arm = fc.tuple(patterns, guard, body).map(([left, condition, right]) => `${left}${condition} => ${right}`);
  const last = fc.option(value).map((one) => (one === null ? '' : `_ => ${one}`));
  return fc
    .tuple(value, fc.array(arm, { maxLength: 4 }), last)
    .map(([on, arms, otherwise]) => `switch ${on} { ${arms.join(' ')} ${otherwise} }`);
}

const ASSIGNMENTS = ['=', '+=', '-=', '*=', '/=', '%=', '**=', '<<=', '>>=', '&=', '|=', '^='];

/** A chain of members, indices and calls, with and without `?`, and what it is given. */
export function chainForm(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const index = fc.oneof(value, fc.constantFrom('0', '-1', '0..2', '1..=2', 'x'));
  const place = fc.oneof(
    mostly(['.x', '?.x', '.len', '.y'], ['.if', '.x::y()', '.f!', '.1']),
    fc.tuple(fc.constantFrom('[', '?['), index).map(([open, at]) => `${open}${at}]`),
  );
  const call = fc.oneof(
    mostly(['.len()', '?.len()', '.call(1)', '.type_of()', '.f(|x| x)'], ['.f!(1)', '.print()', '.x::y()']),
    value.map((argument) => `.f(${argument})`),
  );
  const start = mostly(
    ['x', 'y', 'x[0]', '(x)', 'f!()', 'f()'],
    ['this', '1', '2.5', '"s"', '[1]', 'true', 'm::x', '#{a: 1}', 'm::n::f()'],
  );
  const chain = fc.tuple(start, fc.array(fc.oneof(place, call), { minLength: 1, maxLength: 4 }));
  const target = fc.oneof(
    { weight: 4, arbitrary: fc.array(mostly(['.x', '[0]', '.y', '[-1]', '["k"]'], ['.f()', '?.x']), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(place, { maxLength: 2 }) },
  );
  return fc.oneof(
    chain.map(([first, links]) => first + links.join('')),
    fc
      .tuple(chain, fc.constantFrom('??', 'in', '!in', '..', '..='), value)
      .map(([[first, links], operator, other]) => `${first}${links.join('')} ${operator} ${other}`),
    fc
      .tuple(target, mostly(ASSIGNMENTS, ['??=', ':=', '->']), value)
      .map(([links, operator, other]) => `{ x${links.join('')} ${operator} ${other}; }`),
  );
}

/** Definitions, imports and exports in all their forms. */
export function definitionForm({ value, block }: Parts): fc.Arbitrary<string> {
  const type = mostly(['', 'int.', 'String.', '"a::B".', 'array.'], ['`T`.', '"".', 'a.b.', '1.']);
  const head = mostly(['fn', 'private fn', '/// text\nfn', '/** text */ fn'], ['//! text\nfn', 'private', 'fn fn']);
  const alias = mostly([' as n', ' as other', ''], [' as _', ' as m::n', ' as']);
  const exported = ['export x;', 'export x as y;', 'export let z = 1;', 'export const Z = 1;', 'let z;', 'const Z;'];
  return fc.oneof(
    fc.tuple(head, type, block, fc.nat()).map(([word, receiver, body, n]) => `${word} ${receiver}g${n}(x, y) ${body}`),
    fc.tuple(head, fc.nat()).map(([word, n]) => `${word} int.h${n}() { this += 1; switch this { 1 => this, _ => 2 } }`),
    fc.tuple(value, alias).map(([path, name]) => `import ${path}${name};`),
    mostly(exported, ['export f();', 'export let;', 'export;', 'export 1;', 'let 1;']),
  );
}

/** Loops, branches, closures and handlers in all their forms. */
export function statementForm({ value, test, block }: Parts): fc.Arbitrary<string> {
  const range = mostly(['0..3', '0..=3', '3..0', 'range(0, 3)', '-1..1', 'x..y'], ['..3', '0..', '..', '1..2..3']);
  const items = fc.oneof({ weight: 1, arbitrary: value }, { weight: 3, arbitrary: range });
  return fc.oneof(
    fc.tuple(items, block).map(([each, body]) => `for i in ${each} ${body}`),
    fc
      .tuple(block, fc.constantFrom('while', 'until'), test)
      .map(([body, word, condition]) => `do ${body} ${word} ${condition};`),
    fc
      .tuple(block, mostly(['', '(e)', '(x)'], ['()', '(1)', '(a, b)', 'e']), block)
      .map(([body, name, handler]) => `try ${body} catch ${name} ${handler}`),
    fc.tuple(test, block, test, block).map(([a, then, b, other]) => `if ${a} ${then} else if ${b} ${other}`),
    fc.tuple(fc.constantFrom('loop', 'while x', 'while x !in y'), block).map((parts) => parts.join(' ')),
    mostly(
      ['|x, y| { x + y };', '|| 1;', 'let c = |x| |y| x + y;', 'f(|| (), |x| x);', '{ { } }', ';;'],
      ['| | 1;', '|x, x| x;', '|1| x;', '||;', 'x y;'],
    ),
  );
}

/** What stands between tokens, whole and broken. */
const TRIVIA = mostly(
  ['\n', '\t', '\r\n', ' ', '/**/', '/* a */', '/* /* b */ c */', '// d\n', '/* " */', '// ` "\n'],
  ['/// e\n', '/** f */', '//! g\n', '/* "', '\ufeff', '*/', '\u00a0'],
);

/** The same tokens with white space and comments between some of them. */
export function withTrivia(text: string): fc.Arbitrary<string> {
  const { starts } = tokenize(text);
  const place = fc.tuple(fc.nat(Math.max(0, starts.length - 1)), TRIVIA);
  return fc.uniqueArray(place, { maxLength: 6, selector: ([index]) => index }).map((places) =>
    places
      .toSorted(([a], [b]) => b - a)
      .reduce((out, [index, trivia]) => {
        const at = starts[index] ?? 0;
        return out.slice(0, at) + trivia + out.slice(at);
      }, text),
  );
}
