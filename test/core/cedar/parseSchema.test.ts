// The recovering schema parser agrees with the engine on what it accepts and on its structure. `REHEARSAL_RUNS` sets the
// number of random texts.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { declarationsOf } from '#core/cedar/schemaSyntax/ast.ts';
import { parseSchema } from '#core/cedar/schemaSyntax/parseSchema.ts';
import { cedarBindings } from './cedarBindings.ts';
import { damage, damaged, schemaText } from './schemaArbitrary.ts';
import { type Json, Refused, schemaJson } from './schemaJson.ts';

const RUNS = Number(process.env['REHEARSAL_RUNS'] ?? 300);
vi.setConfig({ testTimeout: 60_000 + RUNS * 200 });
const PARSE_ERROR = 'failed to parse schema from string: error parsing schema: ';

/** The engine's JSON form; the kind of complaint where it has none. */
function fromEngine(text: string): Json | 'refused' | 'unresolved' {
  const answer = cedarBindings().schemaToJson(text);
  if (answer.type === 'success') return answer.json as Json;
  return answer.errors.some(({ message }) => message.startsWith(PARSE_ERROR)) ? 'refused' : 'unresolved';
}

function fromTree(text: string): Json | 'refused' {
  const tree = parseSchema(text);
  if (tree.errors.length > 0) return 'refused';
  try {
    return schemaJson(tree);
  } catch (error) {
    if (error instanceof Refused) return 'refused';
    throw error;
  }
}

function expectAgreement(text: string): 'accepted' | 'refused' | 'unresolved' {
  const theirs = fromEngine(text);
  const ours = fromTree(text);
  if (theirs === 'unresolved') expect(ours).not.toBe('refused');
  else expect(ours).toEqual(theirs);
  return typeof theirs === 'string' ? theirs : 'accepted';
}

describe('parseSchema', () => {
  it('agrees with the engine on the schema of Rex', () => {
    const text = readFileSync(path.join(import.meta.dirname, '../../../policies/rex.cedarschema'), 'utf8');
    expect(expectAgreement(text)).toBe('accepted');
    expect(declarationsOf(parseSchema(text)).length).toBeGreaterThan(20);
  });

  it('agrees with the engine on random schemas, whole and damaged', () => {
    const seen = { accepted: 0, refused: 0, unresolved: 0 };
    fc.assert(
      fc.property(schemaText, fc.option(damage, { nil: [] }), (source, changes) => {
        seen[expectAgreement(damaged(source, changes))]++;
      }),
      { numRuns: RUNS },
    );
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(RUNS / 10);
  });

  it('yields a tree for any text, with spans inside it', () => {
    fc.assert(
      fc.property(schemaText, damage, (source, changes) => {
        const text = damaged(source, changes);
        let last = 0;
        for (const { span } of parseSchema(text).items) {
          expect(span.start).toBeGreaterThanOrEqual(last);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          last = span.end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: RUNS },
    );
  });

  it.each([
    ['a declaration that breaks off', 'entity A in [B\nentity C;', ['entity A', 'entity C']],
    ['a missing semicolon', 'entity A { a: Long }\naction b;', ['entity A', 'action b']],
    ['a half-typed attribute', 'entity A { a: , b };\nentity C;', ['entity A', 'entity C']],
    ['a string without an end', 'action "a\n;\naction b;', ['action ', 'action b']],
    ['a brace too many', '}\nentity A;', ['entity A']],
    [
      'a namespace without an end',
      'namespace N { entity A;\nnamespace M { entity B; }',
      ['N::entity A', 'M::entity B'],
    ],
  ])('finds structure in %s', (_, text, expected) => {
    const tree = parseSchema(text);
    expect(
      declarationsOf(tree).map(({ namespace, declaration }) => {
        const name = declaration.kind === 'type' ? declaration.name?.text : declaration.names.map((n) => n.text).join();
        return `${namespace === '' ? '' : `${namespace}::`}${declaration.kind} ${name}`;
      }),
    ).toEqual(expected);
    expect(tree.errors.length).toBeGreaterThan(0);
  });

  it('survives any depth', () => {
    const text = `entity A { a: ${'{a: '.repeat(20_000)}${'Set<'.repeat(20_000)}; entity B;`;
    expect(declarationsOf(parseSchema(text)).at(-1)?.declaration).toMatchObject({ kind: 'entity' });
  });
});
