// Runs of the real runner from the editor's side: which program counts, how it is started and stopped, what is compared.

import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '#test/cli.ts';
import { comparablePayload, findRunner, startRealRun } from '../../extension/realRun.ts';
import { readSource } from '../tidy/sources.ts';

/** A program that stands for the runner. */
function fakeRunner(script: string): string {
  const file = path.join(temporaryFolder({}), 'rex-runner');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const TEXTS = { script: 'cat("/srv/a")', policy: 'permit(principal, action, resource);' };

describe('the program', () => {
  test('is the one of the setting, else the first on the path', () => {
    const [one, two] = [fakeRunner(''), fakeRunner('')];
    const searchPath = [path.dirname(one), path.dirname(two)].join(path.delimiter);
    expect(findRunner(two, searchPath, [])).toEqual({ file: two });
    expect(findRunner('', searchPath, [])).toEqual({ file: one });
  });

  test('is none where none is on the path, and places that are not absolute do not count', () => {
    expect(findRunner('', '/nowhere', [])).toBeUndefined();
    expect(findRunner('', ['', '.', 'bin'].join(path.delimiter), [])).toBeUndefined();
    expect(findRunner('bin/rex-runner', '', [])).toHaveProperty('problem');
    expect(findRunner('/nowhere/rex-runner', '', [])).toHaveProperty('problem');
  });

  test('is none that cannot be run', () => {
    const folder = temporaryFolder({ 'rex-runner': '' });
    expect(findRunner('', folder, [])).toBeUndefined();
    mkdirSync(path.join(folder, 'sub/rex-runner'), { recursive: true });
    expect(findRunner('', path.join(folder, 'sub'), [])).toBeUndefined();
  });

  test('is none that lies in the workspace, also not through a link from outside', () => {
    const file = fakeRunner('');
    const workspace = path.dirname(file);
    expect(findRunner('', workspace, [workspace])).toHaveProperty('problem');
    const elsewhere = temporaryFolder({});
    symlinkSync(file, path.join(elsewhere, 'rex-runner'));
    expect(findRunner('', elsewhere, [workspace])).toHaveProperty('problem');
    const linked = path.join(temporaryFolder({}), 'linked');
    symlinkSync(workspace, linked);
    expect(findRunner('', workspace, [linked])).toHaveProperty('problem');
  });
});

describe('a run', () => {
  test('gets exactly the texts, as files that only this user can read and that are gone afterwards', async () => {
    const out = temporaryFolder({});
    const runner = fakeRunner(
      `for f in "$2" "$4" "$6"; do ls -l "$f" | cut -c1-10; cat "$f"; echo; done; echo "$1 $3 $5"; ls -ld "$(dirname "$2")" | cut -c1-10; echo "$2" > ${out}/place`,
    );
    const args = '{"a": {"stringValue": "$(touch x) \\n; \'\\""}}';
    const ending = await startRealRun(runner, { ...TEXTS, args }).ending;
    expect(ending).toMatchObject({ kind: 'ended', exitCode: 0, stderr: '' });
    const lines = ending.kind === 'ended' ? ending.stdout.trimEnd().split('\n') : [];
    expect(lines).toEqual([
      '-rw-------',
      TEXTS.script,
      '-rw-------',
      TEXTS.policy,
      '-rw-------',
      args,
      '-s -p -a',
      'drwx------',
    ]);
    expect(existsSync(readFileSync(path.join(out, 'place'), 'utf8').trim())).toBe(false);
  });

  test('without arguments gets no file of them', async () => {
    const ending = await startRealRun(fakeRunner('echo "$#"'), TEXTS).ending;
    expect(ending).toMatchObject({ stdout: '4\n' });
  });

  test('gets nothing of the editor’s environment', async () => {
    process.env['VSCODE_TEST_SECRET'] = 'x';
    const ending = await startRealRun(fakeRunner('env'), TEXTS).ending;
    delete process.env['VSCODE_TEST_SECRET'];
    expect(ending.kind === 'ended' && ending.stdout).not.toContain('VSCODE_');
    expect(ending.kind === 'ended' && ending.stdout).toContain('PATH=');
  });

  test('ends with the exit code of the program', async () => {
    expect(await startRealRun(fakeRunner('echo oops >&2; exit 3'), TEXTS).ending).toEqual({
      kind: 'ended',
      exitCode: 3,
      stdout: '',
      stderr: 'oops\n',
    });
  });

  test('of a program that cannot start or writes without end fails with the reason', async () => {
    expect(await startRealRun('/nowhere/rex-runner', TEXTS).ending).toMatchObject({ kind: 'failed' });
    expect(await startRealRun(fakeRunner('exec yes'), TEXTS).ending).toEqual({
      kind: 'failed',
      reason: 'it wrote more than 16 MiB',
    });
  });

  test('is stopped gently, and by force where that does not help', async () => {
    const gentle = fakeRunner('trap "echo bye; exit 0" TERM; echo up; while :; do sleep 0.05; done');
    const stubborn = fakeRunner('trap "" TERM; while :; do sleep 0.05; done');
    for (const { runner, stdout } of [
      { runner: gentle, stdout: 'up\nbye\n' },
      { runner: stubborn, stdout: '' },
    ]) {
      const run = startRealRun(runner, TEXTS, 300);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const began = performance.now();
      run.stop();
      run.stop();
      expect(await run.ending).toEqual({ kind: 'stopped', stdout });
      expect(performance.now() - began).toBeLessThan(5_000);
    }
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('rehearsal-run-'))).toEqual([]);
  });

  test('that has ended is not stopped any more', async () => {
    const run = startRealRun(fakeRunner('exit 0'), TEXTS);
    await run.ending;
    run.stop();
    expect(await run.ending).toMatchObject({ kind: 'ended' });
  });
});

test('payloads are compared without times and the runner’s own metrics', () => {
  const payload = (timestamp: string, memory: number) =>
    JSON.stringify({
      output: 'x',
      status: 'SUCCESS',
      logs: [{ attributes: { timestamp, level: 'INFO', message: 'm', line_number: '1' } }],
      metrics: [
        { metric_name: 'RexRunnerProcessRssMemoryUsageAverage', metric_value: memory },
        { metric_name: 'mine', metric_value: 1 },
      ],
    });
  expect(comparablePayload(payload('1', 5))).toBe(comparablePayload(payload('2', 6)));
  expect(comparablePayload(payload('1', 5))).toContain('"mine"');
  expect(comparablePayload('no json')).toBe('no json');
});

describe('the command', () => {
  const manifest = JSON.parse(readSource('package.json')) as {
    contributes: {
      commands: { command: string; enablement?: string }[];
      menus: Record<string, { command: string; when: string }[]>;
      keybindings: { command: string }[];
      configuration: { properties: Record<string, { scope: string; default: unknown }> };
    };
  };
  const { commands, menus, keybindings, configuration } = manifest.contributes;
  const ID = 'rehearsal.runOnThisHost';

  test('is hidden and disabled in Restricted Mode and where there is no runner', () => {
    expect(commands.find(({ command }) => command === ID)?.enablement).toMatch(
      /^isWorkspaceTrusted && rehearsal\.runnerFound && /,
    );
    const places = Object.values(menus)
      .flat()
      .filter(({ command }) => command === ID);
    expect(places.length).toBeGreaterThan(0);
    for (const { when } of places) expect(when).toMatch(/isWorkspaceTrusted && rehearsal\.runnerFound/);
    expect(menus['commandPalette']?.some(({ command }) => command === ID)).toBe(true);
  });

  test('has no key and no button in the title bar, and its program comes from the machine alone', () => {
    expect(keybindings.some(({ command }) => command === ID)).toBe(false);
    for (const menu of ['editor/title', 'editor/title/run'])
      expect(menus[menu]?.some(({ command }) => command === ID)).toBe(false);
    expect(configuration.properties['rehearsal.runner.path']).toMatchObject({ scope: 'machine', default: '' });
    expect(configuration.properties['rehearsal.sandbox.permissive']).toMatchObject({ default: false });
  });
});

/** The real program, where this machine has one. */
const real = findRunner(process.env['REX_RUNNER'] ?? '', process.env['PATH'] ?? '', []);

test.skipIf(real === undefined || 'problem' in real)('the real runner takes what it is given', async () => {
  if (real === undefined || 'problem' in real) return;
  const folder = temporaryFolder({ 'a.txt': 'text' });
  const script = `cat("${folder}/a.txt") + level`;
  const args = '{"level": {"stringValue": "!"}}';
  const ending = await startRealRun(real.file, { ...TEXTS, script, args }).ending;
  expect(ending).toMatchObject({ kind: 'ended', exitCode: 0 });
  expect(ending.kind === 'ended' && JSON.parse(ending.stdout)).toMatchObject({ status: 'SUCCESS', output: 'text!' });
  const denied = await startRealRun(real.file, { script, args, policy: '' }).ending;
  expect(denied.kind === 'ended' && JSON.parse(denied.stdout)).toMatchObject({ status: 'ERROR' });
  const stopped = async (script: string, graceMs: number) => {
    const run = startRealRun(real.file, { ...TEXTS, script }, graceMs);
    await new Promise((resolve) => setTimeout(resolve, 300));
    run.stop();
    const { kind, stdout } = { stdout: '', ...(await run.ending) };
    return [kind, stdout === '' ? undefined : (JSON.parse(stdout) as { status: string; output: string })];
  };
  expect(await stopped('loop { }', 500)).toEqual(['stopped', undefined]);
  // A script that ends within its grace time ends as ever.
  expect(await stopped('let i = 0; sleep(1); while i < 1000 { i += 1; } "done"', 5_000)).toEqual([
    'stopped',
    expect.objectContaining({ status: 'SUCCESS', output: 'done' }),
  ]);
});
