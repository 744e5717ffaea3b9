// The grammars: scopes under the text they speak of, and no construct that swallows what follows it.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadGrammar, readScopeFixture, type TokenizedLine } from '#test/grammar.ts';
import { recordedCases } from '#test/recordedCases.ts';

const FIXTURES = path.join(import.meta.dirname, 'fixtures');
const SCOPES: Readonly<Record<string, string>> = {
  '.rhai': 'source.rhai',
  '.cedar': 'source.cedar',
  '.cedarschema': 'source.cedarschema',
  '.md': 'text.html.markdown',
};

function mismatches(lines: readonly TokenizedLine[], fixture: ReturnType<typeof readScopeFixture>): readonly string[] {
  return fixture.expectations.flatMap(({ line, start, end, scopes }) => {
    const tokens = lines[line]?.tokens.filter((token) => token.start < end && start < token.end) ?? [];
    return tokens.flatMap((token) =>
      scopes
        .filter((scope) => {
          const wanted = scope.replace(/^-/, '');
          return (
            token.scopes.some((found) => found === wanted || found.startsWith(`${wanted}.`)) === scope.startsWith('-')
          );
        })
        .map(
          (scope) =>
            `line ${line + 1}, ${JSON.stringify(lines[line]?.text.slice(token.start, token.end))}: ${scope} in ${token.scopes.join(' ')}`,
        ),
    );
  });
}

/** Scopes of the first token of a plain line put behind the text: the root's alone, unless something was left open. */
function leak(tokenize: (text: string) => readonly TokenizedLine[], text: string, probe: string): readonly string[] {
  return tokenize(`${text}\n${probe}`).at(-1)?.tokens[0]?.scopes ?? [];
}

describe('fixtures', () => {
  it.each(readdirSync(FIXTURES))('%s', async (name) => {
    const tokenize = await loadGrammar(SCOPES[path.extname(name)] ?? '');
    const fixture = readScopeFixture(readFileSync(path.join(FIXTURES, name), 'utf8'));
    expect(fixture.expectations.length).toBeGreaterThan(0);
    expect(mismatches(tokenize(fixture.text), fixture)).toEqual([]);
  });
});

describe('recorded texts', () => {
  it('scripts that compile end in the root scope, with no character marked illegal', async () => {
    const tokenize = await loadGrammar('source.rhai');
    const found = recordedCases()
      .filter(({ area, error }) => area !== 'syntax' && error?.startsWith('Syntax error') !== true)
      .flatMap(({ area, name, script, error }) => {
        const open = leak(tokenize, script, 'let probe = 1;').join(' ');
        const illegal = tokenize(script).flatMap((line) =>
          line.tokens
            .filter((token) => token.scopes.some((scope) => scope.startsWith('invalid')))
            .map((token) => line.text.slice(token.start, token.end)),
        );
        const leaks = open === 'source.rhai storage.type.rhai' ? [] : [`${area}/${name} leaks ${open}`];
        return [...leaks, ...(error === undefined ? illegal.map((text) => `${area}/${name} marks ${text}`) : [])];
      });
    expect(found).toEqual([]);
  });

  it('policies and the schema end in the root scope', async () => {
    const cedar = await loadGrammar('source.cedar');
    const policies = recordedCases()
      .filter(({ error }) => error?.includes('Failed to parse Cedar policy') !== true)
      .map(({ folder }) => readFileSync(path.join(folder, 'policy.cedar'), 'utf8'));
    expect(new Set(policies.map((text) => leak(cedar, text, 'permit').join(' ')))).toEqual(
      new Set(['source.cedar keyword.control.effect.cedar']),
    );
    const schema = await loadGrammar('source.cedarschema');
    const text = readFileSync(path.join(import.meta.dirname, '../../policies/rex.cedarschema'), 'utf8');
    expect(leak(schema, text, 'entity A;')).toEqual([
      'source.cedarschema',
      'meta.entity.cedarschema',
      'keyword.declaration.entity.cedarschema',
    ]);
  });
});

describe('names of the SDK', () => {
  it('are highlighted as such: every function that stands alone, every type that is built', async () => {
    const tokenize = await loadGrammar('source.rhai');
    const facts = JSON.parse(
      readFileSync(path.join(import.meta.dirname, '../../core/catalog/facts/signatures-sdk.json'), 'utf8'),
    ) as {
      functions: readonly { name: string; module?: string; parameters: number | readonly { type?: string }[] }[];
    };
    const receiver = (parameters: number | readonly { type?: string }[]) =>
      typeof parameters === 'number' ? '' : (parameters[0]?.type ?? '');
    const alone = facts.functions.filter(
      ({ name, module, parameters }) =>
        module === undefined && /^\w+$/.test(name) && !/::|&mut/.test(receiver(parameters)),
    );
    expect(alone.length).toBeGreaterThan(50);
    for (const { name } of alone)
      expect([name, tokenize(`${name}()`)[0]?.tokens[0]?.scopes[1]]).toEqual([
        name,
        expect.stringMatching(/^support\.(function|class)\.rhai$/),
      ]);
  });
});
