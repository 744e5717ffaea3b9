// Random expressions with everything the grammar knows and much that the engine refuses although the form is right.

import fc from 'fast-check';

const word = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('a', 'path', 'principal', 'context', 'permit', 'when', 'type', '_x1') },
  { weight: 1, arbitrary: fc.constantFrom('if', 'in', 'has', 'true', 'then', 'is', 'like', '__cedar') },
);
const string = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom('""', '"é😀"', '"a\\"b"', '"\\u{1F600}"', '"\\x41"', '"*"', '"//"', '"\\\\"'),
  },
  { weight: 1, arbitrary: fc.constantFrom('"\\q"', '"\\u{110000}"', '"\\x80"', '"\\*"', '"\\u{d800}"', '"\r"') },
);
const pattern = fc.oneof(string, fc.constantFrom('"a*\\*b"', '"**"', '"\\*\\\\*"', '"é*\\u{2a}"'));
const number = fc.constantFrom('0', '1', '007', '9223372036854775807', '9223372036854775808', '18446744073709551616');
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('User', 'a::B', 'a :: b::C', 'fs::Action', 'N::permit') },
  { weight: 1, arbitrary: fc.constantFrom('a::if', 'in::B', '__cedar::X', 'principal::X') },
);
const call = fc.constantFrom('ip', 'decimal', 'datetime', 'duration', 'isIpv4', 'contains', 'nope', 'a::ip');
const method = fc.constantFrom(
  'contains',
  'containsAll',
  'isEmpty',
  'hasTag',
  'getTag',
  'isIpv4',
  'isInRange',
  'lessThan',
  'toDate',
  'offset',
  'nope',
  'ip',
);

function list(item: fc.Arbitrary<string>, close: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(item, { maxLength: 3 }), fc.constantFrom('', '', ','))
    .map(([items, comma]) => `${items.join(', ')}${items.length > 0 ? comma : ''}${close}`);
}

/** Any expression. About half are accepted. */
export const { expression: wildExpression } = fc.letrec<{ expression: string; small: string }>((tie) => ({
  small: fc.oneof(
    fc.constantFrom('true', 'false', 'principal', 'action', 'resource', 'context'),
    number,
    string,
    fc.tuple(name, string).map(([type, id]) => `${type}::${id}`),
    fc.constantFrom('?principal', 'foo', 'User', '?x'),
  ),
  expression: fc.oneof(
    { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
    tie('small'),
    tie('expression').map((inner) => `(${inner})`),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('&&', '||', '==', '!=', '<', '<=', '>', '>=', 'in', '+', '-', '*', '/', '='),
        tie('expression'),
      )
      .map(([left, operator, right]) => `${left} ${operator} ${right}`),
    fc
      .tuple(fc.constantFrom('!', '-', '!!', '- -', '!!!!!', '----', '!-'), tie('expression'))
      .map((parts) => parts.join('')),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `if ${a} then ${b} else ${c}`),
    fc.tuple(tie('expression'), word).map(([target, attribute]) => `${target}.${attribute}`),
    fc.tuple(tie('expression'), string).map(([target, attribute]) => `${target}[${attribute}]`),
    fc
      .tuple(tie('expression'), method, list(tie('expression'), ')'))
      .map(([target, m, args]) => `${target}.${m}(${args}`),
    fc.tuple(call, list(tie('expression'), ')')).map(([f, args]) => `${f}(${args}`),
    list(tie('expression'), ']').map((items) => `[${items}`),
    list(
      fc.tuple(fc.oneof(word, string), tie('expression')).map(([key, value]) => `${key}: ${value}`),
      '}',
    ).map((entries) => `{${entries}`),
    fc
      .tuple(tie('expression'), fc.oneof(word, string, fc.constantFrom('a.b', 'a.b.c', 'a."b"', 'a.if')))
      .map(([target, attribute]) => `${target} has ${attribute}`),
    fc.tuple(tie('expression'), pattern).map(([target, text]) => `${target} like ${text}`),
    fc.tuple(tie('expression'), name).map(([target, type]) => `${target} is ${type}`),
    fc.tuple(tie('expression'), name, tie('expression')).map(([target, type, of]) => `${target} is ${type} in ${of}`),
  ),
}));
