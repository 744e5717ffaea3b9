// Schemas in JSON form mean the same to the engine when they are written in the text form.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declarationsOf } from '#core/cedar/schemaSyntax/ast.ts';
import { combineSchemas } from '#core/cedar/schemaSyntax/combineSchemas.ts';
import { schemaTreeOfJson } from '#core/cedar/schemaSyntax/jsonSchema.ts';
import { schemaTextOfJson } from '#core/cedar/schemaSyntax/jsonSchemaText.ts';
import { cedarBindings } from './cedarBindings.ts';
import { schemaText } from './schemaArbitrary.ts';

/** What a schema declares, every name resolved and without annotations. */
function resolved(text: string): unknown {
  const answer = cedarBindings().schemaToJsonWithResolvedTypes(text);
  if (answer.type === 'failure') return answer.errors.map(({ message }) => message);
  return JSON.parse(JSON.stringify(answer.json, (key, value: unknown) => (key === 'annotations' ? undefined : value)));
}

describe('schemaTextOfJson', () => {
  it('means the same to the engine', () => {
    let compared = 0;
    fc.assert(
      fc.property(schemaText, (source) => {
        const json = cedarBindings().schemaToJson(source);
        if (json.type === 'failure') return;
        compared++;
        const written = schemaTextOfJson(JSON.stringify(json.json, undefined, 2)) ?? '';
        expect(resolved(written)).toEqual(resolved(source));
      }),
      { numRuns: Number(process.env['REHEARSAL_RUNS'] ?? 300) },
    );
    expect(compared).toBeGreaterThan(30);
  });

  it('writes what the engine takes in JSON only', () => {
    const json = {
      app: {
        commonTypes: { Shape: { type: 'Record', attributes: { 'a b': { type: 'Long', required: false } } } },
        entityTypes: {
          Box: { shape: { type: 'Shape' } },
          Kind: { enum: ['"', 'é😀'] },
          Long: {},
          Ip: { tags: { type: 'Extension', name: 'ipaddr' } },
        },
        actions: {
          'é "x"': { appliesTo: { principalTypes: ['Box'], resourceTypes: [] } },
          go: { memberOf: [{ id: 'é "x"' }] },
        },
      },
    };
    const text = schemaTextOfJson(JSON.stringify(json)) ?? '';
    expect(cedarBindings().checkParseSchema(text)).toEqual({ type: 'success' });
    expect(text).toContain('entity Box { "a b"?: __cedar::Long };');
  });

  it.each(['', '[', '[]', '{"a": {"entityTypes": []}}', '{"a": {"entityTypes": {"B": {"shape": {"type": "Set"}}}}}'])(
    'is nothing for %s',
    (text) => expect(schemaTextOfJson(text)).toBeUndefined(),
  );
});

describe('schemaTreeOfJson', () => {
  it('names places in the text', () => {
    const text = '{ "a::b": { "entityTypes": { "É": {}, "B": { "memberOfTypes": ["a::b::C"] } }, "actions": {} } }';
    const tree = schemaTreeOfJson(text);
    const [, box] = declarationsOf(tree).map(({ declaration }) => declaration);
    if (box?.kind !== 'entity') throw new Error('no entity');
    const source = ({ start, end }: { readonly start: number; readonly end: number }) => text.slice(start, end);
    expect(source(box.names[0]?.span ?? box.span)).toBe('B');
    expect(box.parents[0]?.parts.map(({ span }) => source(span))).toEqual(['a', 'b', 'C']);
  });
});

describe('combineSchemas', () => {
  it('puts namespaces of the same name together, and leaves a single text as it is', () => {
    const sources = ['namespace n { entity A in [B]; }\n// é', 'namespace n { entity B; }\nentity User;'];
    const { text } = combineSchemas(sources.map((source) => ({ text: source, form: 'cedar' })));
    expect(cedarBindings().checkParseSchema(text)).toEqual({ type: 'success' });
    expect(combineSchemas([{ text: 'entity A ;', form: 'cedar' }]).text).toBe('entity A ;');
  });

  it('leaves out what is no schema', () => {
    const parts = combineSchemas([
      { text: '{', form: 'json' },
      { text: 'entity A;', form: 'cedar' },
    ]);
    expect(parts).toMatchObject({ text: 'entity A;\n', unreadable: [0] });
  });

  it('takes both forms, and says where the copies come from', () => {
    const cedar = '// é😀\nnamespace app { entity Box in [Crate] { inner: Inner }; }\nentity User;';
    const json = JSON.stringify({
      app: {
        commonTypes: { Inner: { type: 'Record', attributes: { of: { type: 'EntityOrCommon', name: 'Box' } } } },
        entityTypes: { Crate: {} },
        actions: { open: { appliesTo: { principalTypes: ['User'], resourceTypes: ['Box'] } } },
      },
    });
    const { text, pieces } = combineSchemas([
      { text: json, form: 'json' },
      { text: cedar, form: 'cedar' },
    ]);
    expect(cedarBindings().checkParseSchema(text)).toEqual({ type: 'success' });
    for (const { span, from, source } of pieces) {
      expect(source).toBe(1);
      expect(text.slice(span.start, span.end)).toBe(cedar.slice(from, from + span.end - span.start));
    }
    expect(pieces).toHaveLength(2);
  });
});
