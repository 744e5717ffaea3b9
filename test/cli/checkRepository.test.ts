// `rehearsal check` over repositories: folders and patterns, threads, the cache, baselines, and files that are no good.

import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { filesUnder } from '#core/node/filesUnder.ts';
import { type CliResult, runCli, temporaryFolder } from '#test/cli.ts';
import { CheckCache } from '../../cli/checkCache.ts';

const POLICY = `permit(
  principal == User::"agent",
  action in [file_system::Action::"open", file_system::Action::"read"],
  resource in file_system::Dir::"/srv"
);
`;
const BINDING = '{"version": 1, "bindings": [{"scripts": "**/*.rhai", "policy": "p.cedar", "principal": "agent"}]}';
const BASE = { 'p.cedar': POLICY, 'rehearsal.json': BINDING };

interface Output {
  readonly files: readonly { readonly path: string; readonly calls: readonly { readonly verdict: string }[] }[];
}

function pathsOf({ out }: CliResult, folder: string): readonly string[] {
  return (JSON.parse(out) as Output).files.map((file) => path.relative(folder, file.path));
}

describe('what is checked', () => {
  const files = {
    ...BASE,
    'b.rhai': '',
    'a/x.rhai': '',
    'a/deep/er/y.rhai': '',
    'a/notes.txt': '',
    'node_modules/m/z.rhai': '',
    '.hidden/z.rhai': '',
  };

  test.each([
    ['a folder', ['.'], ['a/deep/er/y.rhai', 'a/x.rhai', 'b.rhai', 'p.cedar']],
    ['a file and its folder', ['a/x.rhai', 'a'], ['a/x.rhai', 'a/deep/er/y.rhai']],
    ['a pattern within a folder', ['*.rhai'], ['b.rhai']],
    ['a pattern across folders', ['a/**/*.rhai'], ['a/deep/er/y.rhai', 'a/x.rhai']],
    ['braces', ['{b.rhai,p.cedar}'], ['b.rhai', 'p.cedar']],
  ])('%s', async (_, args, expected) => {
    const folder = temporaryFolder(files);
    const result = await runCli('check', ...args.map((arg) => path.join(folder, arg)), '--format', 'json');
    expect(result).toMatchObject({ code: 0, err: '' });
    expect(pathsOf(result, folder)).toEqual(expected);
  });

  test('a name that exists is no pattern', async () => {
    const folder = temporaryFolder({ ...BASE, '[a].rhai': '', 'a.rhai': '' });
    const result = await runCli('check', path.join(folder, '[a].rhai'), '--format', 'json');
    expect(pathsOf(result, folder)).toEqual(['[a].rhai']);
  });

  test('links to files count, links to folders and links to nowhere do not', async () => {
    const folder = temporaryFolder({ ...BASE, 'real/a.rhai': '' });
    symlinkSync(folder, path.join(folder, 'real/loop'));
    symlinkSync('a.rhai', path.join(folder, 'real/linked.rhai'));
    symlinkSync('gone.rhai', path.join(folder, 'real/dangling.rhai'));
    const result = await runCli('check', path.join(folder, 'real'), '--format', 'json');
    expect(pathsOf(result, folder)).toEqual(['real/a.rhai', 'real/linked.rhai']);
  });

  test.each([
    ['a folder without any', 'empty', 'there is nothing to check in'],
    ['a pattern that matches nothing', '*.rhia', 'matches nothing to check'],
    ['a pattern below a folder that is not there', 'nowhere/**/*.rhai', 'matches nothing to check'],
    ['a file that is not there', 'gone.rhai', 'there is no such file'],
  ])('%s is wrong usage', async (_, arg, message) => {
    const folder = temporaryFolder(BASE);
    mkdirSync(path.join(folder, 'empty'));
    const { code, out, err } = await runCli('check', path.join(folder, arg));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  test('one file that cannot be read does not hide the others, and the exit code tells', async () => {
    const folder = temporaryFolder({ ...BASE, 'a.rhai': 'cat("/srv/a");', 'c.rhai': 'cat("/etc/a");' });
    writeFileSync(path.join(folder, 'b.rhai'), new Uint8Array([0x63, 0xff]));
    writeFileSync(path.join(folder, 'huge.rhai'), new Uint8Array(17 * 1024 * 1024).fill(0x20));
    const result = await runCli('check', folder, '--format', 'json');
    expect(result.code).toBe(2);
    expect(result.err).toMatch(/b\.rhai: it is not UTF-8 text[\s\S]*huge\.rhai: it is larger than 16 MiB/);
    expect(pathsOf(result, folder)).toEqual(['a.rhai', 'c.rhai', 'p.cedar']);
  });
});

/** A repository in which every script has something of its own to say. */
function repository(count: number): string {
  const scripts = Array.from({ length: count }, (_, i) => [
    `s/${i}.rhai`,
    `let unused_${i} = 1;\ncat("/${i % 3 === 0 ? 'etc' : 'srv'}/${i}");\ncat(target);\n`,
  ]);
  return temporaryFolder({ ...BASE, ...Object.fromEntries(scripts) });
}

describe('threads', () => {
  test.each(['text', 'json', 'sarif', 'github'])('say the same as none, in the same order: %s', async (format) => {
    const folder = repository(40);
    const one = await runCli('check', folder, '--format', format);
    const three = await runCli('check', folder, '--format', format, '--jobs', '3');
    expect(three).toEqual(one);
    expect(one.code).toBe(1);
  });

  test.each(['0', '257', '-1', 'many'])('%s of them are refused', async (jobs) => {
    const { code, err } = await runCli('check', repository(1), `--jobs=${jobs}`);
    expect(code).toBe(2);
    expect(err).toContain('--jobs must be');
  });
});

describe('the cache', () => {
  const entriesOf = (cache: string) => filesUnder(cache).filter((file) => file.endsWith('.gz'));
  const cached = (folder: string, ...args: readonly string[]) =>
    runCli('check', path.join(folder, 's'), '--format', 'json', '--cache', path.join(folder, 'cache'), ...args);

  test('says the same and is used', async () => {
    const folder = repository(5);
    const first = await cached(folder);
    const entries = entriesOf(path.join(folder, 'cache'));
    expect(entries).toHaveLength(5);
    expect(await cached(folder)).toEqual(first);
    expect(entriesOf(path.join(folder, 'cache'))).toEqual(entries);
    // An entry with another content, rightly sealed, would be printed: that the entries are used can be seen.
    for (const entry of entries) rmSync(entry);
    expect(await cached(folder)).toEqual(first);
  });

  test.each([
    ['the script', (folder: string) => writeFileSync(path.join(folder, 's/0.rhai'), 'cat("/srv/new");\n')],
    ['the policy', (folder: string) => writeFileSync(path.join(folder, 'p.cedar'), POLICY.replace('/srv', '/etc'))],
    [
      'the user',
      (folder: string) => writeFileSync(path.join(folder, 'rehearsal.json'), BINDING.replace('agent', 'bob')),
    ],
  ])('never gives what was before a change of %s', async (_, change) => {
    const folder = repository(3);
    const before = await cached(folder);
    change(folder);
    const after = await cached(folder);
    const fresh = await runCli('check', path.join(folder, 's'), '--format', 'json');
    expect(after.out).toBe(fresh.out);
    expect(after.out).not.toBe(before.out);
  });

  test.each([
    ['arguments', ['--args', 'a.json'], { 'a.json': '{"target": {"stringValue": "/srv/a"}}' }],
    ['a host', ['--host', 'h.json'], { 'h.json': '{"files": {"/srv/a": {"symlink": "/etc"}}, "principal": "agent"}' }],
    ['another policy', ['--policy', 'q.cedar'], { 'q.cedar': 'permit(principal, action, resource);' }],
    ['another user', ['--policy', 'p.cedar', '--principal', 'alice'], {}],
  ])('keeps apart checks with %s', async (_, args, files) => {
    const folder = repository(3);
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    const placed = args.map((arg) => (arg.includes('.') ? path.join(folder, arg) : arg));
    await cached(folder);
    const withCache = await cached(folder, ...placed);
    const without = await runCli('check', path.join(folder, 's'), '--format', 'json', ...placed);
    expect(withCache).toEqual(without);
  });

  test.each([
    ['cut off', (entry: Buffer) => entry.subarray(0, entry.length / 2)],
    ['empty', () => ''],
    ['changed', (entry: Buffer) => gzipSync(gunzipSync(entry).toString().replace('"deny"', '"allow"'))],
    ['not compressed', (entry: Buffer) => gunzipSync(entry)],
    ['binary', () => '\0\0'],
  ])('takes an entry that is %s for none', async (_, damage) => {
    const folder = repository(3);
    const before = await cached(folder);
    for (const entry of entriesOf(path.join(folder, 'cache'))) writeFileSync(entry, damage(readFileSync(entry)));
    expect(await cached(folder)).toEqual(before);
    expect(await cached(folder)).toEqual(before);
  });

  test('an entry put in the place of another is not taken', async () => {
    const folder = repository(3);
    const before = await cached(folder);
    const [first = '', second = ''] = entriesOf(path.join(folder, 'cache'));
    writeFileSync(second, readFileSync(first));
    expect(await cached(folder)).toEqual(before);
  });

  test('that grows too large loses what was used longest ago', async () => {
    const folder = repository(4);
    await cached(folder);
    const place = path.join(folder, 'cache');
    const entries = entriesOf(place);
    for (const [index, entry] of entries.entries()) utimesSync(entry, 1000 + index, 1000 + index);
    const size = entries.reduce((sum, entry) => sum + statSync(entry).size, 0);
    new CheckCache(place, size).prune();
    expect(entriesOf(place)).toEqual(entries);
    new CheckCache(place, size - 1).prune();
    expect(entriesOf(place)).toEqual(entries.slice(1));
    // An entry that is used is young again.
    await cached(folder);
    utimesSync(entries[1] ?? '', 1, 1);
    await cached(folder);
    expect(statSync(entries[1] ?? '').mtimeMs).toBeGreaterThan(1000);
  });

  test('that cannot be written is wrong usage', async () => {
    const folder = repository(1);
    const { code, err } = await runCli('check', folder, '--cache', path.join(folder, 'p.cedar'));
    expect(code).toBe(2);
    expect(err).toContain('as a cache');
  });
});

describe('a baseline', () => {
  const baseline = (folder: string) => path.join(folder, 'baseline.json');
  const check = (folder: string, ...args: readonly string[]) => runCli('check', path.join(folder, 's'), ...args);

  test('lets known findings pass, and only those', async () => {
    const folder = repository(6);
    expect((await check(folder)).code).toBe(1);
    const written = await check(folder, '--write-baseline', baseline(folder));
    expect(written).toMatchObject({ code: 0, out: '' });
    expect((await check(folder, '--baseline', baseline(folder))).code).toBe(0);
    expect((await check(folder, '--baseline', baseline(folder), '--fail-on', 'depends')).code).toBe(0);
    writeFileSync(path.join(folder, 's/0.rhai'), `// moved\n\n${readFileSync(path.join(folder, 's/0.rhai'), 'utf8')}`);
    expect((await check(folder, '--baseline', baseline(folder))).code).toBe(0);
    writeFileSync(path.join(folder, 's/new.rhai'), 'cat("/etc/new");\n');
    const added = await check(folder, '--baseline', baseline(folder), '--format', 'github');
    expect(added.code).toBe(1);
    expect(added.out.trimEnd().split('\n')).toHaveLength(1);
    expect(added.out).toContain('new.rhai');
  });

  test('names what is gone', async () => {
    const folder = repository(6);
    await check(folder, '--write-baseline', baseline(folder));
    writeFileSync(path.join(folder, 's/0.rhai'), '');
    rmSync(path.join(folder, 's/1.rhai'));
    const { code, err } = await check(folder, '--baseline', baseline(folder));
    expect(code).toBe(0);
    expect(err).toContain('no longer found, can be removed: s/0.rhai: Policy denies open on /etc for agent.');
    expect(err).toContain('s/1.rhai: unused_1 is never used.');
  });

  test('says nothing of files that were not checked', async () => {
    const folder = repository(6);
    await check(folder, '--write-baseline', baseline(folder));
    const one = await runCli('check', path.join(folder, 's/0.rhai'), '--baseline', baseline(folder));
    expect(one).toMatchObject({ code: 0, err: '' });
    for (const shard of ['1/2', '2/2'])
      expect(await check(folder, '--baseline', baseline(folder), '--shard', shard)).toMatchObject({ code: 0, err: '' });
  });

  test('is the same from wherever it is written, and sorted', async () => {
    const folder = repository(12);
    await check(folder, '--write-baseline', baseline(folder));
    const first = readFileSync(baseline(folder), 'utf8');
    await check(folder, '--write-baseline', baseline(folder), '--jobs', '2');
    expect(readFileSync(baseline(folder), 'utf8')).toBe(first);
    expect((JSON.parse(first) as { findings: { path: string }[] }).findings[0]?.path).toBe('s/0.rhai');
  });

  test('marks findings in the JSON and the SARIF log', async () => {
    const folder = repository(1);
    await check(folder, '--write-baseline', baseline(folder));
    const json = await check(folder, '--baseline', baseline(folder), '--format', 'json');
    expect(json.out).toContain('"known":true');
    const sarif = await check(folder, '--baseline', baseline(folder), '--format', 'sarif');
    expect(sarif.out).toContain('"baselineState":"unchanged"');
    expect(sarif.out).toContain('"suppressions":[{"kind":"external"');
  });

  test.each([
    ['not there', undefined, 'there is no such file'],
    ['not JSON', '{', 'is not JSON'],
    ['something else', '[]', 'is not a baseline'],
    ['newer', '{"version": 2, "findings": []}', 'version 2; this program knows version 1'],
    ['damaged', '{"version": 1, "findings": [{"path": 1}]}', 'entry 1 lacks'],
  ])('that is %s is wrong usage', async (_, text, message) => {
    const folder = repository(1);
    if (text !== undefined) writeFileSync(baseline(folder), text);
    const { code, out, err } = await check(folder, '--baseline', baseline(folder));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  test('of one shard is not written', async () => {
    const folder = repository(1);
    const { code, err } = await check(folder, '--write-baseline', baseline(folder), '--shard', '1/2');
    expect(code).toBe(2);
    expect(err).toContain('--write-baseline needs all files');
    expect(readdirSync(folder)).not.toContain('baseline.json');
  });
});

describe('annotations', () => {
  test('of names and texts with special characters stay one command each', async () => {
    const name = 'a,b:c%\n::error::x.rhai';
    const folder = temporaryFolder({ ...BASE, [name]: 'let `x` = 1;\ncat("/etc/\\n::error::%0A");\n' });
    const { out } = await runCli('check', path.join(folder, name), '--format', 'github');
    for (const line of out.trimEnd().split('\n'))
      expect(line).toMatch(
        /^::(error|warning|notice) file=[^,:\n]*a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax\.rhai,line=\d+,(col=\d+,endColumn=\d+|endLine=\d+),title=[a-z-]+::\S/,
      );
  });
});
