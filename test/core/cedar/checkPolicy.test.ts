// Diagnostics of policy texts: each file below diagnostics/ has them as markers under the text they speak of.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPolicy, checkSchemaText } from '#core/cedar/checkPolicy.ts';
import { nearest } from '#core/cedar/pitfalls/nearest.ts';
import { PITFALL_RULES } from '#core/cedar/pitfalls/registry.ts';
import { findCedarWasm, loadCedarEngine } from '#core/node/cedarWasm.ts';
import { readMarkers, writeMarkers } from '#test/markers.ts';
import { recordedCases } from '#test/recordedCases.ts';

const engine = loadCedarEngine(findCedarWasm(import.meta.dirname));
const schema = readFileSync(path.join(import.meta.dirname, '../../../policies/rex.cedarschema'), 'utf8');
const FIXTURES = path.join(import.meta.dirname, 'diagnostics');
const fixtures = readdirSync(FIXTURES);

function marked(source: string): string {
  const text = withoutMarkers(source);
  const found = checkPolicy(text, engine, schema).map(({ span, severity, code, message }) => ({
    span,
    text: `${severity} ${code}: ${message}`,
  }));
  return writeMarkers(text, found);
}

/** The lines that the engine should see: markers speak of several places and would change what is said of the end. */
function withoutMarkers(source: string): string {
  return writeMarkers(readMarkers(source).text, []);
}

describe('checkPolicy', () => {
  it.each(fixtures)('%s', (name) => {
    const source = readFileSync(path.join(FIXTURES, name), 'utf8');
    expect(marked(source)).toBe(source);
  });

  it('has an example of every rule', () => {
    const sources = fixtures.map((name) => readFileSync(path.join(FIXTURES, name), 'utf8')).join('');
    for (const rule of PITFALL_RULES) expect(sources).toContain(` ${rule.code}: `);
  });

  it('keeps places right behind CRLF, accents and emoji', () => {
    const text =
      '// é😀\r\n@id("ü")\r\npermit(principal == User::"é😀", action == file_system::Action::"raed", resource);\r\n';
    const [finding] = checkPolicy(text, engine, schema);
    expect(text.slice(finding?.span.start, finding?.span.end)).toBe('file_system::Action::"raed"');
  });

  it('says nothing of a policy that means what it says', () => {
    expect(
      checkPolicy('permit(principal == User::"agent", action, resource in file_system::Dir::"/srv");', engine, schema),
    ).toEqual([]);
  });

  it('finds pitfalls next to a syntax error', () => {
    const codes = checkPolicy('permit(principal == User::"{{name}}", action, resource);\npermit(', engine, schema).map(
      (finding) => finding.code,
    );
    expect(codes).toEqual(['policy-placeholder', 'policy-syntax']);
  });

  it('never says that a policy matches nothing where it decided in a recorded run', () => {
    const wrong: string[] = [];
    for (const { folder, name } of recordedCases()) {
      const file = path.join(folder, 'policy.cedar');
      if (!existsSync(file)) continue;
      const text = readFileSync(file, 'utf8');
      const prepared = engine.prepare(text);
      if (!prepared.ok) continue;
      const expected = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as {
        decisions?: { policies: string[] }[];
      };
      const decided = new Set(expected.decisions?.flatMap((decision) => decision.policies));
      for (const finding of checkPolicy(text, engine, schema)) {
        const policy = prepared.policySet.policies.find(
          ({ span }) => span.start <= finding.span.start && finding.span.end <= span.end,
        );
        const never = /(allows|blocks|matches) nothing/.test(finding.message);
        if (never && decided.has(policy?.id ?? '') && !finding.message.includes('for execute only'))
          wrong.push(`${name}: ${finding.message}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('checkSchemaText', () => {
  it('marks every use of a type that a schema does not have', () => {
    const text =
      '// é😀\r\nentity A in [B, n::C] { x: Set<Long>, y: D };\r\nentity D;\r\naction a appliesTo { principal: [A, B], resource: D };';
    expect(
      checkSchemaText(text, engine).map(({ span, message }) => [
        text.slice(span.start, span.end),
        message.split(';')[0],
      ]),
    ).toEqual([
      ['B', 'failed to resolve type: B'],
      ['n::C', 'failed to resolve type: n::C'],
      ['B', 'failed to resolve type: B'],
    ]);
  });

  it('marks what the engine refuses', () => {
    const text = '// é😀\r\nentity User;;';
    expect(checkSchemaText(text, engine).map(({ span, code }) => [code, text.slice(span.start)])).toEqual([
      ['schema-syntax', ';'],
    ]);
  });
});

describe('nearest', () => {
  it.each([
    ['raed', 'read'],
    ['get', 'GET'],
    ['writ', 'write'],
    ['stop', undefined],
  ])('%s: %s', (word, expected) => {
    expect(nearest(word, ['open', 'read', 'redacted_read', 'write', 'GET'])).toBe(expected);
  });
});
