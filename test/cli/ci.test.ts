// What CI systems get: the action's steps and the example workflows are read, and their commands run here on faked inputs.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { temporaryFolder } from '#test/cli.ts';
import { nodeBundle } from '../../scripts/nodeBundle.mjs';

const ROOT = path.join(import.meta.dirname, '../..');
/** Stands for the checkout of the action. Below out/, from where the bundle finds the engines of the checkout. */
const ACTION = path.join(ROOT, 'out/ci-test');
const CLI = path.join(ACTION, 'dist/cli.js');
const ENGINES = ['rhai-wasm/pkg/rhai.wasm', 'node_modules/@cedar-policy/cedar-wasm/web/cedar_wasm_bg.wasm'];

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

function yaml<T>(file: string): T {
  return parse(readFileSync(path.join(ROOT, file), 'utf8'), { strict: true }) as T;
}

const action = yaml<Action>('action.yml');

beforeAll(async () => {
  await build({
    ...nodeBundle,
    entryPoints: { cli: 'cli/main.ts', 'check-worker': 'cli/checkWorker.ts', worker: 'core/node/sandboxWorker.ts' },
    outdir: path.dirname(CLI),
    logLevel: 'error',
  });
  for (const engine of ENGINES) cpSync(path.join(ROOT, engine), path.join(ACTION, 'dist', path.basename(engine)));
  mkdirSync(path.join(ACTION, 'policies'), { recursive: true });
  cpSync(path.join(ROOT, 'policies/rex.cedarschema'), path.join(ACTION, 'policies/rex.cedarschema'));
});

const REPOSITORY = {
  'rehearsal.json': '{"version": 1, "bindings": [{"scripts": "**/*.rhai", "policy": "p.cedar", "principal": "agent"}]}',
  'p.cedar': 'permit(principal, action, resource in file_system::Dir::"/srv");\n',
  'scripts/good.rhai': 'cat("/srv/a");\n',
  'scripts/bad one.rhai': 'cat("/etc/a");\n',
};

interface StepResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly outputs: string;
  readonly folder: string;
}

/** Runs a step as GitHub runs `shell: bash`: its inputs as the environment, its outputs in a file. */
function runStep(
  name: string,
  inputs: Readonly<Record<string, string>>,
  folder = temporaryFolder(REPOSITORY),
): StepResult {
  const step = action.runs.steps.find((one) => one.name === name);
  const values = Object.fromEntries(
    Object.entries(step?.env ?? {}).map(([variable, expression]) => {
      const [, input = ''] = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(expression) ?? [];
      return [variable, inputs[input] ?? action.inputs[input]?.default ?? ''];
    }),
  );
  const file = path.join(folder, 'step.sh');
  writeFileSync(file, step?.run ?? '');
  const outputs = path.join(folder, 'outputs.txt');
  writeFileSync(outputs, '');
  const environment = { GITHUB_ACTION_PATH: ACTION, GITHUB_OUTPUT: outputs, RUNNER_TEMP: folder };
  const result = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', file], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', ...environment, ...values },
  });
  return { status: result.status, stdout: result.stdout, outputs: readFileSync(outputs, 'utf8'), folder };
}

describe('the action', () => {
  test('has only inputs and outputs that it uses, and no input inside a script', () => {
    const text = readFileSync(path.join(ROOT, 'action.yml'), 'utf8');
    expect(action.runs.using).toBe('composite');
    for (const input of Object.keys(action.inputs)) expect(text).toContain(`inputs.${input}`);
    for (const output of Object.values(action.outputs)) expect(output.value).toMatch(/^\$\{\{ steps\.check\.outputs\./);
    for (const { run } of action.runs.steps) expect(run ?? '').not.toContain('${{');
  });

  test('fails for a denied call, annotates it, and leaves the log and its outputs', () => {
    const { status, stdout, outputs, folder } = runStep('Check', {});
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error file=scripts\/bad one\.rhai,line=1,col=1,endColumn=14,title=denied-call::/);
    expect(outputs).toBe('exit-code=1\nsarif-file=rehearsal.sarif\n');
    const log = JSON.parse(readFileSync(path.join(folder, 'rehearsal.sarif'), 'utf8')) as { version: string };
    expect(log.version).toBe('2.1.0');
    expect(readdirSync(folder)).toContain('rehearsal-cache');
  });

  test.each([
    ['a clean file', { files: 'scripts/good.rhai' }, 0],
    ['several lines of files', { files: 'scripts/good.rhai\n\nscripts/*one.rhai\n' }, 1],
    ['another policy', { policy: 'open.cedar' }, 0],
    ['a file that is not there', { files: 'gone.rhai' }, 2],
    ['a text that a shell would run', { files: '$(touch ran); `touch ran`' }, 2],
    ['a name that looks like an option', { files: '--help' }, 2],
  ])('%s', (_, inputs, expected) => {
    const folder = temporaryFolder({ ...REPOSITORY, 'open.cedar': 'permit(principal, action, resource);\n' });
    const { status } = runStep('Check', inputs, folder);
    expect(status).toBe(expected);
    expect(readdirSync(folder)).not.toContain('ran');
  });

  test('builds nothing where the program is there', () => {
    expect(runStep('Prepare Rehearsal', {}).status).toBe(0);
  });
});

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly strategy?: { readonly matrix: { readonly shard: readonly number[] } };
        readonly steps: readonly (Step & { with?: Record<string, unknown> })[];
      }
    >
  >;
}

describe('the sharded workflow', () => {
  const workflow = yaml<Workflow>('examples/ci/github-sharded.yml');

  test('gives the action only inputs that it has, and covers all shards', () => {
    const check = workflow.jobs['check'];
    const [step] = check?.steps.filter(({ uses }) => uses?.includes('rehearsal@') === true) ?? [];
    for (const input of Object.keys(step?.with ?? {})) expect(Object.keys(action.inputs)).toContain(input);
    const shards = check?.strategy?.matrix.shard ?? [];
    expect(step?.with?.['shard']).toBe(`\${{ matrix.shard }}/${shards.length}`);
    expect(shards).toEqual(shards.map((_, index) => index + 1));
  });

  test('merges what the shards write', () => {
    const folder = temporaryFolder(REPOSITORY);
    mkdirSync(path.join(folder, 'shards'));
    const shards = workflow.jobs['check']?.strategy?.matrix.shard ?? [];
    const statuses = shards.map(
      (shard) => runStep('Check', { shard: `${shard}/4`, 'sarif-file': `shards/shard-${shard}.sarif` }, folder).status,
    );
    expect(statuses.sort()).toEqual([0, 0, 0, 1]);
    const merge = workflow.jobs['report']?.steps.find(({ name }) => name === 'Merge')?.run ?? '';
    const [, line = ''] = merge.trim().split('\n');
    const { status } = spawnSync('bash', ['-c', line.replace('rehearsal/dist/cli.js', CLI)], { cwd: folder });
    expect(status).toBe(0);
    expect(readFileSync(path.join(folder, 'rehearsal.sarif'), 'utf8')).toContain('denied-call');
  });
});

test('the commands for GitLab run with its variables', () => {
  const { check, report } = yaml<Record<'check' | 'report', { script: string[]; parallel?: number }>>(
    'examples/ci/gitlab-sharded.yml',
  );
  const folder = temporaryFolder({ ...REPOSITORY, 'policies/p.cedar': REPOSITORY['p.cedar'] });
  writeFileSync(path.join(folder, 'rehearsal'), `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`, {
    mode: 0o755,
  });
  const run = (script: string, index: number) =>
    spawnSync('bash', ['-c', script], {
      cwd: folder,
      env: {
        PATH: `${folder}:${process.env['PATH'] ?? ''}`,
        CI_NODE_INDEX: String(index),
        CI_NODE_TOTAL: String(check.parallel),
      },
    }).status;
  const statuses = [1, 2, 3, 4].map((index) => run(check.script.join('\n'), index));
  expect(statuses.sort()).toEqual([0, 0, 0, 1]);
  expect(run(report.script.join('\n'), 1)).toBe(0);
});

test('the hooks of pre-commit name commands that take the files they are for', () => {
  const hooks =
    yaml<readonly { id: string; entry: string; files: string; language: string }[]>('.pre-commit-hooks.yaml');
  const folder = temporaryFolder(REPOSITORY);
  const files = Object.keys(REPOSITORY);
  for (const { entry, files: pattern, language } of hooks) {
    expect(language).toBe('node');
    const [program, ...args] = entry.split(' ');
    expect(program).toBe('rehearsal');
    const matching = files.filter((file) => new RegExp(pattern).test(file));
    expect(matching).toHaveLength(3);
    const { status } = spawnSync(process.execPath, [CLI, ...args, ...matching], { cwd: folder });
    expect(status).toBe(entry.includes('check') ? 1 : 0);
  }
  const config = yaml<{ repos: { hooks: { id: string }[] }[] }>('examples/ci/pre-commit-config.yaml');
  const known = hooks.map(({ id }) => id);
  for (const { id } of config.repos.flatMap((repo) => repo.hooks)) expect(known).toContain(id);
});
