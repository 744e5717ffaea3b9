// The command line: help, versions, wrong usage, and the table of exit codes.

import { expect, test } from 'vitest';
import { runCli } from '#test/cli.ts';
import manifest from '../../package.json' with { type: 'json' };

test('help lists the commands and explains each', async () => {
  const { code, out } = await runCli('--help');
  expect(code).toBe(0);
  expect(out).toMatch(/^ {2}run +\S/m);
  for (const name of ['run', 'fmt', 'conformance']) {
    const help = await runCli(name, '--help');
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain(`Usage: rehearsal ${name}`);
  }
});

test('the version names ours and that of Rex', async () => {
  expect(await runCli('--version')).toEqual({ code: 0, out: `rehearsal ${manifest.version} (Rex 0.1.0)\n`, err: '' });
});

test.each([
  [[]],
  [['nonsense']],
  [['run']],
  [['run', 'a.rhai']],
  [['run', 'missing.rhai', '--policy', 'missing.cedar']],
  [['run', 'a.rhai', '--polcy', 'p.cedar']],
  [['run', 'a.rhai', '--policy', 'p.cedar', '--timeout', 'soon']],
  [['run', 'a.rhai', '--policy', 'p.cedar', '-o', 'xml']],
  [['run', 'a.rhai', '--policy', 'p.cedar', '--data', 'd.data.json']],
  [['run', 'a.rhai', '--policy', 'p.cedar', '--audit', 'log']],
  [['fmt']],
  [['fmt', 'a.rhai']],
  [['conformance']],
  [['conformance', 'missing']],
])('wrong usage exits with 2: %j', async (args) => {
  const { code, out, err } = await runCli(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).not.toBe('');
});
