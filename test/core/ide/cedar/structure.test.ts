// Outline, folding, selection, semantic tokens and completion of schemas.

import { describe, expect, it } from 'vitest';
import type { OutlineItem } from '#core/ide/answers.ts';
import { documentSymbols } from '#core/ide/cedar/documentSymbols.ts';
import { folding } from '#core/ide/cedar/folding.ts';
import { schemaCompletion } from '#core/ide/cedar/schemaCompletion.ts';
import { selection } from '#core/ide/cedar/selection.ts';
import { semanticTokens } from '#core/ide/cedar/semanticTokens.ts';
import { readCursor } from '#test/markers.ts';
import { json, policies, rexText, schemaDocument } from './support.ts';

function outline(items: readonly OutlineItem[], indent = ''): readonly string[] {
  return items.flatMap(({ name, kind, children }) => [`${indent}${kind} ${name}`, ...outline(children, `${indent}  `)]);
}

describe('documentSymbols', () => {
  it('names policies by @id', () => {
    expect(
      outline(
        documentSymbols(policies('@id("é😀")\r\npermit(principal, action, resource);\r\nforbid(principal, action,')),
      ),
    ).toEqual(['event é😀', 'event policy1']);
  });

  it('puts declarations into namespaces', () => {
    const text =
      'namespace a::b { entity A { x?: { y: Long } }; action r, "w é" appliesTo { principal: A, resource: A, context: { k: Bool } }; } entity E enum ["p"]; type T = Long;';
    expect(outline(documentSymbols(schemaDocument(text)))).toEqual([
      'namespace a::b',
      '  class A',
      '    property x?',
      '      property y',
      '  function r',
      '    property k',
      '  function w é',
      '    property k',
      'enum E',
      '  enumMember p',
      'class T',
    ]);
  });

  it('lists entities', () => {
    expect(outline(documentSymbols(json('entities.json', '[{ "uid": { "type": "User", "id": "é" } }]')))).toEqual([
      'key User::"é"',
    ]);
  });
});

describe('folding', () => {
  it('folds policies, brackets and comments', () => {
    const text =
      '// a é\r\n// b\r\npermit(\r\n  principal,\r\n  action,\r\n  resource\r\n)\r\nwhen {\r\n  true\r\n};\r\n// alone\r\n';
    expect(
      folding(policies(text)).map(
        ({ span, kind }) => `${kind} ${text.slice(span.start, span.end).replace(/\s+/g, ' ')}`,
      ),
    ).toEqual([
      'comment // a é // b',
      'code permit( principal, action, resource ) when { true };',
      'code ( principal, action, resource )',
      'code { true }',
    ]);
    expect(folding(schemaDocument(rexText)).length).toBeGreaterThan(20);
  });
});

describe('selection', () => {
  it('grows from word to text', () => {
    const { text, cursor } = readCursor(
      '// é😀\r\npermit(principal, action, resource) when { resource.pa$0th like "x" && true };',
    );
    expect(selection(policies(text), cursor).map(({ start, end }) => text.slice(start, end))).toEqual([
      'path',
      'resource.path',
      'resource.path like "x"',
      'resource.path like "x" && true',
      '{ resource.path like "x" && true }',
      'when { resource.path like "x" && true }',
      text.slice(text.indexOf('permit')),
      text,
    ]);
  });

  it('works in schemas', () => {
    const { text, cursor } = readCursor('entity A in [B$0, C] { a: Long };');
    expect(selection(schemaDocument(text), cursor).map(({ start, end }) => text.slice(start, end))).toEqual([
      'B',
      'B, C',
      '[B, C]',
      text,
    ]);
  });
});

describe('semanticTokens', () => {
  it('colours schemas by meaning, in order and without overlap', () => {
    const text =
      '// é😀\r\n@doc("x")\r\nnamespace a { entity type { in: Set<Long>, b: a::type } tags String; action entity in [z]; action z; }';
    const tokens = semanticTokens(schemaDocument(text));
    expect(tokens.map(({ span, type }) => `${text.slice(span.start, span.end)} ${type}`)).toEqual([
      '// é😀 comment',
      'doc decorator',
      '"x" string',
      'namespace keyword',
      'a namespace',
      'entity keyword',
      'type type',
      'in property',
      'Set type',
      'Long type',
      'b property',
      'a namespace',
      'type type',
      'tags keyword',
      'String type',
      'action keyword',
      'entity enumMember',
      'in keyword',
      'z enumMember',
      'action keyword',
      'z enumMember',
    ]);
    for (const [i, { span }] of semanticTokens(schemaDocument(rexText)).entries())
      expect(span.start).toBeGreaterThanOrEqual(semanticTokens(schemaDocument(rexText))[i - 1]?.span.end ?? 0);
  });
});

describe('schemaCompletion', () => {
  const at = (source: string) => {
    const { text, cursor } = readCursor(source);
    return (schemaCompletion(schemaDocument(text), cursor, [])?.items ?? []).map(({ label }) => label).sort();
  };
  const REST = ' entity A; entity B; type T = Long; action g; action "x y" appliesTo { principal: A, resource: B };';

  it.each([
    ['at the top', '$0', ['action', 'entity', 'namespace', 'type']],
    ['within a namespace', 'namespace n { $0 }', ['action', 'entity', 'type']],
    ['behind the name of a type', `entity C $0${REST}`, ['enum', 'in', 'tags']],
    ['for parents', `entity C in $0;${REST}`, ['A', 'B', 'C']],
    ['for parents in a list', `entity C in [A, $0];${REST}`, ['A', 'B', 'C']],
    ['for groups', `action b in [$0];${REST}`, ['"x y"', 'b', 'g']],
    ['in appliesTo', `action b appliesTo { $0 };${REST}`, ['context', 'principal', 'resource']],
    ['for resources', `action b appliesTo { resource: [$0] };${REST}`, ['A', 'B']],
    ['for annotations', '@$0', ['advice', 'doc', 'id']],
    ['nowhere in comments', '// $0', []],
  ])('offers %s', (_, source, expected) => expect(at(source)).toEqual(expected));

  it('offers types for attributes', () => {
    const labels = at(`entity C { a: $0 };${REST}`);
    for (const label of ['Long', 'String', 'Bool', 'Set', 'ipaddr', 'A', 'T', '{ }']) expect(labels).toContain(label);
    expect(at('namespace n { entity A; } namespace m { entity B { a: n::$0 }; }')).toEqual(['n::A']);
  });
});
