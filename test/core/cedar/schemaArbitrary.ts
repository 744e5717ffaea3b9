// Random schemas over a small world of names, so that they often resolve, and small damage to texts.

import fc from 'fast-check';

const gap = fc.constantFrom('', ' ', ' ', '\n', '\r\n  ', ' // é😀; }\n', '\t');
const text = fc.constantFrom('"a b"', '"é😀"', '"\\u{e9}"', '"in"', '"\\n"', '""', '"x\\"y"');
const annotation = fc.constantFrom('@doc("é;{")', '@flag ', '@namespace("x\\"y")', '@in("z")\n');

/** Where names come from. */
interface Names {
  readonly declared: fc.Arbitrary<string>;
  readonly declaredAction: fc.Arbitrary<string>;
  readonly type: fc.Arbitrary<string>;
  readonly entityType: fc.Arbitrary<string>;
  readonly action: fc.Arbitrary<string>;
  readonly attribute: fc.Arbitrary<string>;
  readonly namespace: fc.Arbitrary<string>;
  readonly annotations: fc.Arbitrary<string>;
  readonly keys: fc.Arbitrary<readonly string[]>;
}

/** An escape that is none. */
const SELDOM_BAD = fc.oneof(
  { weight: 20, arbitrary: fc.constant('c') },
  { weight: 1, arbitrary: fc.constant('"\\q"') },
);

/** Names that are reserved, declared twice or not at all as often as not. */
const WILD: Names = {
  declared: fc.constantFrom('A', 'B', 'C', 'D', 'entity', 'type', 'tags', 'context', 'Set', 'principal', 'Long'),
  declaredAction: fc.oneof(fc.constantFrom('read', 'write', 'all', 'context', 'has'), text, SELDOM_BAD),
  type: fc.constantFrom('A', 'B', 'N::A', 'N::M::B', 'T', 'U', 'Long', 'Set', 'in'),
  entityType: fc.constantFrom('A', 'B', 'N::A', 'N::M::B', 'T', 'U'),
  action: fc.oneof(fc.constantFrom('read', 'write', 'Action::"all"', 'N::Action::"read"', 'N::read'), text),
  attribute: fc.oneof(fc.constantFrom('a', 'b', 'type', 'entity', 'tags', 'c', 'c', 'has'), text, SELDOM_BAD),
  namespace: fc.constantFrom('N', 'N::M', 'A', 'N::in'),
  annotations: fc.array(annotation, { maxLength: 3 }).map((all) => (all.length > 1 ? all : []).join(' ')),
  keys: fc.shuffledSubarray(['principal', 'resource', 'context', 'principal', 'resource'], {
    minLength: 1,
    maxLength: 3,
  }),
};

/** Names that are declared once, and references to what is declared. `%` becomes a number of its own. */
const TAME: Names = {
  declared: fc.constantFrom('E%', 'entity%', 'type%'),
  declaredAction: fc.constantFrom('a%', '"a %"', '"é😀\\n%"', 'context%'),
  type: fc.constantFrom('Long', 'String', 'Bool', 'ipaddr', '__cedar::Long', 'World', 'W::M :: X', 'W::M::Common'),
  entityType: fc.constantFrom('World', 'W::M::X', 'W :: M::X'),
  action: fc.constantFrom('Action::"world"', 'W::M::Action::"x"', 'W :: M :: Action::"\\u{78}"'),
  attribute: fc.oneof(fc.constantFrom('a', 'b', 'c', 'type', 'entity', 'tags', 'context', 'namespace'), text),
  namespace: fc.constantFrom('N%', 'N::M%', 'action%'),
  annotations: fc.oneof({ weight: 4, arbitrary: fc.constant('') }, { weight: 1, arbitrary: annotation }),
  keys: fc.constantFrom(
    ['principal', 'resource'],
    ['resource', 'context', 'principal'],
    ['context', 'principal', 'resource'],
  ),
};

/** What the tame texts refer to. */
const WORLD = `
namespace W::M { entity X; type Common = { a: Long, b?: { c: World } }; action x; }
entity World in World { a: Long };
action "world" appliesTo { principal: World, resource: [World], context: { } };`;

/** The texts of a schema's declarations; about half of the schemas resolve. */
export const schemaText: fc.Arbitrary<string> = fc.oneof(
  schemaParts(WILD).map((parts) => parts.join('\n')),
  schemaParts(TAME).map((parts) => {
    let number = 0;
    return [...parts, WORLD].join('\n').replaceAll('%', () => String(number++));
  }),
);

function schemaParts(names: Names): fc.Arbitrary<readonly string[]> {
  const declaration = declarationTexts(names);
  const namespace = fc
    .tuple(names.annotations, names.namespace, fc.array(declaration, { maxLength: 4 }), gap)
    .map(([own, name, declarations, space]) => `${own}namespace ${name} {${space}${declarations.join(space)}}${space}`);
  return fc.array(fc.oneof(declaration, declaration, namespace), { maxLength: 5 });
}

function list(item: fc.Arbitrary<string>, min = 1): fc.Arbitrary<string> {
  return fc.array(item, { minLength: min, maxLength: 3 }).map((items) => items.join(', '));
}

function optional(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(fc.constant(''), text);
}

function typeTexts(names: Names) {
  return fc.letrec<{ type: string; record: string; attribute: string }>((tie) => ({
    type: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      names.type,
      tie('type').map((element) => `Set<${element}>`),
      tie('record'),
    ),
    attribute: fc
      .tuple(names.annotations, names.attribute, fc.constantFrom('', '', '?'), gap, tie('type'))
      .map(([own, name, mark, space, type]) => `${own}${name}${mark}:${space}${type}`),
    record: fc
      .tuple(fc.array(tie('attribute'), { maxLength: 3 }), fc.constantFrom('', ','), gap)
      .map(([items, comma, space]) => `{${space}${items.join(`,${space}`)}${items.length > 0 ? comma : ''}${space}}`),
  }));
}

function declarationTexts(names: Names): fc.Arbitrary<string> {
  const { record, type } = typeTexts(names);
  const entityTypes = fc.oneof(
    names.entityType,
    list(names.entityType, names === WILD ? 0 : 1).map((all) => `[${all}]`),
  );
  const entity = fc
    .tuple(
      list(names.declared),
      optional(entityTypes.map((types) => ` in ${types}`)),
      optional(fc.tuple(fc.constantFrom(' ', ' = '), record).map((parts) => parts.join(''))),
      optional(type.map((tag) => ` tags ${tag}`)),
      gap,
    )
    .map(([own, parents, shape, tags, space]) => `entity ${own}${parents}${space}${shape}${tags};`);
  const enumeration = fc.tuple(list(names.declared), list(text)).map(([own, all]) => `entity ${own} enum [${all}];`);
  const appliesTo = fc
    .tuple(names.keys, entityTypes, fc.oneof(record, fc.constant('W::M::Common')), fc.constantFrom('', ','), gap)
    .map(([keys, types, context, comma, space]) => {
      const parts = keys.map((key) => `${key}:${space}${key === 'context' ? context : types}`);
      return ` appliesTo {${space}${parts.join(`,${space}`)}${comma}${space}}`;
    });
  const parents = fc.oneof(
    names.action.map((one) => ` in ${one}`),
    list(names.action).map((all) => ` in [${all}]`),
  );
  const action = fc
    .tuple(
      list(names.declaredAction),
      optional(parents),
      optional(appliesTo),
      fc.constantFrom('', '', ' attributes {}'),
    )
    .map((parts) => `action ${parts.join('')};`);
  const commonType = fc.tuple(names.declared, type).map(([name, definition]) => `type ${name} = ${definition};`);
  return fc
    .tuple(names.annotations, fc.oneof(entity, entity, enumeration, action, action, commonType), gap)
    .map((parts) => parts.join(''));
}

/** What a damaged text has in place of a stretch of the original. */
const DAMAGE = [
  '',
  '',
  ' ',
  ';',
  '{',
  '}',
  '[',
  ']',
  '::',
  ':',
  ',',
  '?',
  '"',
  '@',
  '(',
  ')',
  'in',
  'x',
  '1',
  '<',
  '=',
  '.',
  '!',
  '// x\n',
  '\\',
  'é',
  '😀',
  '-',
  '&&',
  'principal',
  'if',
  '?principal',
];

export interface Damage {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

/** Small stretches of a text that are left out or replaced; `at` is a share of the text. */
export const damage: fc.Arbitrary<readonly Damage[]> = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.constantFrom(0, 0, 1, 1, 2, 5),
    text: fc.constantFrom(...DAMAGE),
  }),
  { minLength: 1, maxLength: 2 },
);

export function damaged(source: string, changes: readonly Damage[]): string {
  let text = source;
  for (const { at, length, text: instead } of changes) {
    const start = Math.floor(at * text.length);
    text = text.slice(0, start) + instead + text.slice(start + length);
  }
  // Half a surrogate pair cannot be handed to the engine.
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '');
}
