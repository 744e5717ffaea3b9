// What-if and record-to-policy on the command line: a comparison names what changes, a policy made from a run carries the run.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runCli, temporaryFolder } from '#test/cli.ts';

const OPEN = 'permit(principal, action, resource in file_system::Dir::"/srv");\n';
const CLOSED = `${OPEN}forbid(principal, action == file_system::Action::"delete", resource);\n`;
const SCRIPT = 'let text = cat("/srv/a");\nrm("/srv/a");\ncat("/etc/shadow");\n';

test('check --compare shows what changes under another policy', async () => {
  const folder = temporaryFolder({ 'a.rhai': SCRIPT, 'p.cedar': OPEN, 'q.cedar': CLOSED });
  const [script, p, q] = ['a.rhai', 'p.cedar', 'q.cedar'].map((name) => path.join(folder, name));
  const args = ['check', script ?? '', '--policy', p ?? '', '--principal', 'agent'];
  const text = await runCli(...args, '--compare', q ?? '');
  expect(text.code).toBe(1);
  expect(text.out).toBe(
    `${script}:2:1: rm: allow -> deny. Policy denies delete on /srv/a for agent: forbidden by policy1 (q.cedar:2).\n    delete on Dir /srv/a: allow -> deny\n    delete on File /srv/a: allow -> deny\n1 call changes in 1 script under ${q} instead of ${p}.\n`,
  );
  const json = JSON.parse((await runCli(...args, '--compare', q ?? '', '--format', 'json')).out);
  expect(json).toMatchObject({
    version: 1,
    files: [{ path: script, policy: p, compare: q, changes: [{ function: 'rm', before: 'allow', after: 'deny' }] }],
  });
  const same = await runCli(...args, '--compare', p ?? '');
  expect([same.code, same.out]).toEqual([0, `No decision changes under ${p} instead of ${p}.\n`]);
});

test('check --compare takes a git revision', async () => {
  const folder = temporaryFolder({ 'a.rhai': SCRIPT, 'p.cedar': OPEN });
  const git = (...args: readonly string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' });
  git('init', '-q');
  git('add', '.');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.invalid', 'commit', '-q', '-m', 'first');
  const p = path.join(folder, 'p.cedar');
  const script = path.join(folder, 'a.rhai');
  const { writeFileSync } = await import('node:fs');
  writeFileSync(p, CLOSED);
  const result = await runCli('check', script, '--policy', p, '--compare', 'HEAD');
  expect([result.code, result.out]).toEqual([1, expect.stringContaining('rm: deny -> allow.')]);
  const unknown = await runCli('check', script, '--policy', p, '--compare', 'nowhere');
  expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('nowhere is no file, and git knows no')]);
});

test('policy --from makes a policy under which the same run goes through, and each statement is needed', async () => {
  const script = 'write("/srv/out.txt", "1");\nlet t = cat("/srv/out.txt");\nps();\nt\n';
  const host = JSON.stringify({ files: { '/srv/': { mode: '0777' } } });
  const folder = temporaryFolder({
    'a.rhai': script,
    'all.cedar': 'permit(principal, action, resource);',
    'h.json': host,
  });
  const at = (name: string) => path.join(folder, name);
  const run = (policy: string) =>
    runCli('run', at('a.rhai'), '--policy', at(policy), '--trace', at(`${policy}.jsonl`), '--principal', 'root');
  expect((await run('all.cedar')).code).toBe(0);
  const made = await runCli('policy', '--from', at('all.cedar.jsonl'), '--output', at('least.cedar'));
  expect([made.code, made.out]).toEqual([0, '']);
  expect(made.err).toMatch(/^\d+ statements for \d+ requests\.\n$/);
  const again = await run('least.cedar');
  expect(again.err).toBe('');
  expect(again.code).toBe(0);
  expect(readFileSync(at('least.cedar.jsonl'), 'utf8')).not.toContain('"decision":"deny"');
});

test('policy refuses what is no trace', async () => {
  const folder = temporaryFolder({ 't.jsonl': 'no\n' });
  const result = await runCli('policy', '--from', path.join(folder, 't.jsonl'));
  expect([result.code, result.err]).toEqual([2, expect.stringContaining('t.jsonl:1: not JSON')]);
  expect((await runCli('policy')).code).toBe(2);
});
