// The JSON of `rehearsal check` keeps to its schema, over the examples and recorded cases, and says the same every time.

import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { runCli } from '#test/cli.ts';
import schema from '../../../core/check/checkOutput.schema.json' with { type: 'json' };

const ROOT = path.join(import.meta.dirname, '../../..');
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

/** Runs a check and gives its JSON after holding it against the schema. */
async function checked(...args: readonly string[]): Promise<CheckOutput> {
  const { code, out } = await runCli('check', ...args, '--format', 'json');
  expect([0, 1]).toContain(code);
  const output = JSON.parse(out) as CheckOutput;
  validate(output);
  expect(validate.errors ?? []).toEqual([]);
  return output;
}

interface CheckOutput {
  readonly files: readonly {
    readonly path: string;
    readonly case?: string;
    readonly diagnostics: readonly { readonly code: string; readonly severity: string; readonly range: Range }[];
    readonly calls: readonly {
      readonly function: string;
      readonly verdict: string;
      readonly reachable: boolean;
      readonly range: Range;
      readonly witnesses: readonly { readonly verdict: string }[];
    }[];
  }[];
}

interface Range {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

function example(name: string): string {
  return path.join(ROOT, 'examples', name);
}

describe('the examples', () => {
  test('keep to the schema, policies included', async () => {
    const scripts = ['clean-up', 'error-report', 'first-draft', 'follow-request'].map((name) => `scripts/${name}.rhai`);
    const policies = ['policies/log-reports.cedar', 'policies/operations.cedar'];
    const { files } = await checked(...[...scripts, ...policies].map(example));
    expect(files.map(({ path: file }) => path.relative(example('.'), file))).toEqual([...scripts, ...policies]);
    expect(files.slice(-2).map(({ calls, diagnostics }) => [calls, diagnostics])).toEqual([
      [[], []],
      [[], []],
    ]);
  });

  test('the good script has only allowed calls', async () => {
    const { files } = await checked(example('scripts/error-report.rhai'));
    expect(files[0]?.calls.map((call) => [call.function, call.verdict])).toEqual([
      ['grep', 'allow'],
      ['write', 'allow'],
      ['cat', 'allow'],
    ]);
    expect(files[0]?.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('the names that a model made up are errors', async () => {
    const { files } = await checked(example('scripts/first-draft.rhai'));
    const codes = files[0]?.diagnostics.map(({ code, range }) => [code, range.startLine]);
    expect(codes).toContainEqual(['unknown-function', 2]);
    expect(codes).toContainEqual(['unknown-constant', 3]);
  });
});

describe('recorded cases', () => {
  test.each(['runner', 'network', 'process', 'disk'])('of %s keep to the schema', async (area) => {
    const { files } = await checked('--cases', path.join(ROOT, 'test/conformance', area));
    expect(files.length).toBeGreaterThan(10);
    for (const { case: folder, path: file } of files) expect(file).toBe(path.join(folder ?? '', 'script.rhai'));
  });

  test('depends has a witness of each kind', async () => {
    const policy = path.join(ROOT, 'examples/policies/log-reports.cedar');
    const { files } = await checked(example('scripts/follow-request.rhai'), '--policy', policy, '--principal', 'agent');
    const open = files.flatMap(({ calls }) => calls).filter(({ verdict }) => verdict === 'depends');
    expect(open.length).toBeGreaterThan(0);
    for (const { witnesses } of open) expect(witnesses.map(({ verdict }) => verdict).sort()).toEqual(['allow', 'deny']);
  });

  test('two runs print the same', async () => {
    const folder = path.join(ROOT, 'test/conformance/network');
    expect(await runCli('check', '--cases', folder, '--format', 'json')).toEqual(
      await runCli('check', '--cases', folder, '--format', 'json'),
    );
  });
});
