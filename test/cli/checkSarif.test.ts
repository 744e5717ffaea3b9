// The SARIF logs of `rehearsal check`: valid against the schema of the standard, true about places, and whole again after merging.

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { runCli, temporaryFolder } from '#test/cli.ts';
import type { ReportedDiagnostic } from '../../cli/output/report.ts';
import { ruleOf } from '../../cli/output/ruleHelp.ts';
import type { SarifLog, SarifResult } from '../../cli/output/sarif.ts';
import { sarifLog } from '../../cli/output/sarifLog.ts';
import { sourceFiles } from '../tidy/sources.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/** The schema of OASIS as a package carries it; its own key for the id is older than the validator. */
const {
  id: _,
  $schema: __,
  ...schema
} = JSON.parse(
  readFileSync(
    createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'),
    'utf8',
  ),
) as Record<string, unknown>;
const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false, allErrors: true }).compile(
  schema,
);

const POLICY = `permit(
  principal == User::"agent",
  action in [file_system::Action::"open", file_system::Action::"read"],
  resource in file_system::Dir::"/srv"
);
`;
const BINDING = '{"version": 1, "bindings": [{"scripts": "**/*.rhai", "policy": "p.cedar", "principal": "agent"}]}';

function parsed(text: string): SarifLog {
  const log = JSON.parse(text) as SarifLog;
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
  return log;
}

async function sarif(...args: readonly string[]): Promise<SarifLog> {
  const { out } = await runCli('check', ...args, '--format', 'sarif');
  return parsed(out);
}

function resultsOf(log: SarifLog): readonly SarifResult[] {
  return log.runs[0]?.results ?? [];
}

test('the schema is one that can refuse', () => {
  expect(validate({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false);
  expect(validate({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: [{}] }] })).toBe(false);
});

test('the examples make a valid log with relative places', async () => {
  const log = await sarif(path.join(ROOT, 'examples'));
  const results = resultsOf(log);
  expect(new Set(results.map(({ ruleId }) => ruleId))).toContain('denied-call');
  for (const { ruleId, ruleIndex, locations } of results) {
    expect(log.runs[0]?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(locations[0].physicalLocation.artifactLocation.uri).toMatch(/^examples\/(scripts|policies)\//);
  }
});

test('recorded cases make a valid log', async () => {
  const log = await sarif('--cases', path.join(ROOT, 'test/conformance/agent'));
  expect(resultsOf(log).length).toBeGreaterThan(100);
});

test('columns count UTF-16 units, and names of files are escaped', async () => {
  const folder = temporaryFolder({
    'a b#😀.rhai': '/* 😀 */ cat("/etc/a");',
    'p.cedar': POLICY,
    'rehearsal.json': BINDING,
  });
  const [result] = resultsOf(await sarif(path.join(folder, 'a b#😀.rhai')));
  expect(result).toMatchObject({
    ruleId: 'denied-call',
    level: 'error',
    locations: [{ physicalLocation: { region: { startLine: 1, startColumn: 10, endLine: 1, endColumn: 23 } } }],
  });
  expect(result?.locations[0].physicalLocation.artifactLocation.uri).toMatch(
    /^file:\/\/\/.*\/a%20b%23%F0%9F%98%80\.rhai$/,
  );
  expect(result?.relatedLocations?.[0]?.physicalLocation.artifactLocation.uri).toMatch(/p\.cedar$/);
});

const finding = (code: string, extra: Partial<ReportedDiagnostic> = {}): ReportedDiagnostic => ({
  code,
  severity: 'warning',
  message: 'The content of [a](1) decides what is deleted.',
  range: { startLine: 9, startColumn: 1, endLine: 9, endColumn: 20 },
  fingerprint: '0123456789abcdef:1',
  ...extra,
});

describe('the way of data', () => {
  const related = [
    { path: 'a.rhai', range: { startLine: 1, startColumn: 9, endLine: 1, endColumn: 20 }, message: 'read here' },
    { path: 'a.rhai', range: { startLine: 5, startColumn: 5, endLine: 5, endColumn: 9 }, message: 'joined here' },
  ];
  const logOf = (diagnostic: ReportedDiagnostic) =>
    parsed(
      JSON.stringify(
        sarifLog({
          reports: [{ path: 'a.rhai', diagnostics: [diagnostic], calls: [] }],
          problems: [],
          hasBaseline: false,
        }),
      ),
    );

  test('of a review finding is a code flow that ends at the finding', () => {
    const [result] = resultsOf(logOf(finding('review-injection', { related })));
    const steps = result?.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
    expect(steps.map(({ location }) => location.physicalLocation.region.startLine)).toEqual([1, 5, 9]);
    expect(steps.map(({ location }) => location.message?.text)).toEqual([
      'read here',
      'joined here',
      'The content of \\[a\\](1) decides what is deleted.',
    ]);
  });

  test('of others is not made up', () => {
    const [result] = resultsOf(logOf(finding('duplicate-case', { related })));
    expect(result).not.toHaveProperty('codeFlows');
    expect(result?.relatedLocations).toHaveLength(2);
  });
});

test('files that cannot be read are told in the log', async () => {
  const folder = temporaryFolder({ 'a.rhai': 'let x = 1; x' });
  writeFileSync(path.join(folder, 'b.rhai'), new Uint8Array([0xff, 0xfe]));
  const { code, out, err } = await runCli('check', folder, '--format', 'sarif');
  expect(code).toBe(2);
  expect(err).toMatch(/cannot read .*b\.rhai: it is not UTF-8 text/);
  expect(parsed(out).runs[0]?.invocations[0]).toMatchObject({
    executionSuccessful: false,
    toolExecutionNotifications: [{ level: 'error' }],
  });
});

describe('fingerprints', () => {
  const fingerprints = async (script: string): Promise<readonly string[]> => {
    const folder = temporaryFolder({ 'a.rhai': script, 'p.cedar': POLICY, 'rehearsal.json': BINDING });
    const results = resultsOf(await sarif(path.join(folder, 'a.rhai')));
    return results.map(({ partialFingerprints }) => partialFingerprints['primaryLocationLineHash'] ?? '');
  };

  test('stay when lines move and indentation changes', async () => {
    const before = await fingerprints('cat("/etc/a");\nlet unused = 1;\n');
    const after = await fingerprints('// a comment\n\nif true {\n    cat("/etc/a");\n}\n  let unused = 1;\n');
    expect(before).toHaveLength(2);
    expect(after).toEqual(before);
  });

  test('tell apart what looks the same, and change with the code', async () => {
    const both = await fingerprints('cat("/etc/a");\ncat("/etc/a");\n');
    expect(new Set(both).size).toBe(2);
    const other = await fingerprints('cat("/etc/b");\n');
    expect(both).not.toContain(other[0]);
  });
});

describe('shards', () => {
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_ignored, i) => [`s/${i}.rhai`, `cat("/etc/${i}");\nlet unused = 1;\n`]),
  );

  test.each([1, 2, 7, 60])(
    '%i of them hold every file once, and their logs merge into the log of the whole',
    async (count) => {
      const folder = temporaryFolder({ ...files, 'p.cedar': POLICY, 'rehearsal.json': BINDING });
      const logs: string[] = [];
      for (let index = 1; index <= count; index++) {
        const { out } = await runCli('check', folder, '--format', 'sarif', '--shard', `${index}/${count}`);
        expect(parsed(out).runs[0]?.automationDetails.id).toBe(`rehearsal/check/shard-${index}-of-${count}`);
        const log = path.join(folder, `${index}.sarif`);
        writeFileSync(log, out);
        logs.push(log);
      }
      const merged = await runCli('sarif', 'merge', ...logs.reverse());
      const whole = await runCli('check', folder, '--format', 'sarif');
      parsed(merged.out);
      expect(merged).toMatchObject({ code: 0, err: '' });
      expect(merged.out).toBe(whole.out);
    },
  );

  test('a file stays in its shard when others come and go', async () => {
    const folder = temporaryFolder({ ...files, 'p.cedar': POLICY, 'rehearsal.json': BINDING });
    const shardOf = async (...names: readonly string[]) => {
      const { out } = await runCli('check', ...names, '--format', 'json', '--shard', '2/3');
      return (JSON.parse(out) as { files: { path: string }[] }).files.map((file) => file.path);
    };
    const all = await shardOf(path.join(folder, 's'));
    for (const file of all) expect(await shardOf(file)).toEqual([file]);
  });

  test.each(['0/3', '4/3', '1', 'a/b', '1/0', '-1/3'])('%s is refused', async (shard) => {
    const folder = temporaryFolder({ 'a.rhai': '' });
    const { code, err } = await runCli('check', folder, `--shard=${shard}`);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('--shard must be like 2/8') });
  });
});

describe('merging', () => {
  test.each([
    ['no log', 'LOG is missing', []],
    ['what is not JSON', 'is not JSON', ['{']],
    [
      'the log of another tool',
      'is not a SARIF log of rehearsal check',
      ['{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}}}]}'],
    ],
    ['a log of another version', 'is not a SARIF log of rehearsal check', ['{"version":"1.0.0","runs":[]}']],
  ])('refuses %s', async (_name, message, texts) => {
    const folder = temporaryFolder(Object.fromEntries(texts.map((text, i) => [`${i}.sarif`, text])));
    const { code, out, err } = await runCli(
      'sarif',
      'merge',
      ...texts.map((_text, i) => path.join(folder, `${i}.sarif`)),
    );
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

test('every code that a source names has a help text of its own', () => {
  const codes = sourceFiles('.ts')
    // The warnings of a run stand in its trace and in no report.
    .filter((file) => file.startsWith('core/') && !file.startsWith('core/sandbox/runner/'))
    .flatMap((file) => [...readFileSync(path.join(ROOT, file), 'utf8').matchAll(/\bcode: '([a-z]+(?:-[a-z]+)*)'/g)])
    .map(([, code = '']) => code);
  expect(codes.length).toBeGreaterThan(30);
  const generic = codes.filter((code) => ruleOf(code).help.text.includes('something else than it seems to'));
  expect(generic, 'add them to cli/output/ruleHelp.ts').toEqual([]);
});
