// Host files made of real folders: what is in them, what is left out, and that a run sees the rest.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { hostFromFolder } from '#core/node/hostFromFolder.ts';
import { secretContent, secretName } from '#core/node/secrets.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { runCli, temporaryFolder } from '#test/cli.ts';

type Files = Readonly<Record<string, Readonly<Record<string, string | boolean>>>>;

function made(folder: string, options: Parameters<typeof hostFromFolder>[1] = {}) {
  const host = hostFromFolder(folder, { at: '/srv/app', ...options });
  const { description, problems } = parseHostFile(host.text);
  expect(problems).toEqual([]);
  expect(description).toBeDefined();
  const { files } = JSON.parse(host.text) as { files: Files };
  return { ...host, entries: files, left: Object.fromEntries(host.leftOut.map((one) => [one.path, one.why])) };
}

describe('what is in it', () => {
  test('files, folders, modes and bytes', () => {
    const folder = temporaryFolder({ 'a.txt': 'text\n', 'sub/b.sh': 'echo', 'sub/ä ö': '' });
    writeFileSync(path.join(folder, 'c.bin'), new Uint8Array([0, 255, 1]));
    mkdirSync(path.join(folder, 'empty'));
    chmodSync(path.join(folder, 'sub/b.sh'), 0o755);
    const { entries, left, files, bytes } = made(folder);
    expect(entries).toEqual({
      '/srv/app': { dir: true },
      '/srv/app/a.txt': { content: 'text\n' },
      '/srv/app/c.bin': { base64: 'AP8B' },
      '/srv/app/empty': { dir: true },
      '/srv/app/sub': { dir: true },
      '/srv/app/sub/b.sh': { content: 'echo', mode: '0755' },
      '/srv/app/sub/ä ö': { content: '' },
    });
    expect({ left, files, bytes }).toEqual({ left: {}, files: 4, bytes: 12 });
  });

  test('links that stay within, as links', () => {
    const folder = temporaryFolder({ 'a.txt': 'x', 'sub/b.txt': '' });
    symlinkSync('../a.txt', path.join(folder, 'sub/relative'));
    symlinkSync(path.join(folder, 'sub'), path.join(folder, 'absolute'));
    symlinkSync('/etc/passwd', path.join(folder, 'outside'));
    symlinkSync('../../etc', path.join(folder, 'sub/up'));
    symlinkSync(folder, path.join(folder, 'sub/loop'));
    const { entries, left } = made(folder);
    expect(entries['/srv/app/sub/relative']).toEqual({ symlink: '../a.txt' });
    expect(entries['/srv/app/absolute']).toEqual({ symlink: '/srv/app/sub' });
    expect(entries['/srv/app/sub/loop']).toEqual({ symlink: '/srv/app' });
    expect(left).toEqual({ outside: 'link', 'sub/up': 'link' });
  });
});

describe('what is left out', () => {
  test('ignored files, as git says it', () => {
    const files = {
      '.gitignore': '*.log\n!keep.log\nbuild/\n/top.txt\n',
      'sub/.gitignore': '*.tmp\n!*.log\n',
      'a.log': '1',
      'keep.log': '2',
      'build/x': '3',
      'top.txt': '4',
      'sub/top.txt': '5',
      'sub/a.log': '6',
      'sub/b.tmp': '7',
      'c.tmp': '8',
    };
    const folder = temporaryFolder(files);
    const { left } = made(folder);
    execFileSync('git', ['init', '-q'], { cwd: folder });
    const byGit = execFileSync('git', ['ls-files', '--others', '--ignored', '--exclude-standard'], { cwd: folder });
    const ignored = byGit.toString().trim().split('\n');
    expect(Object.keys(left).sort()).toEqual(['a.log', 'build/', 'sub/b.tmp', 'top.txt']);
    expect(ignored.map((file) => file.replace(/^build\/.*/, 'build/')).sort()).toEqual(Object.keys(left).sort());
  });

  test('secrets, by name and by content, wherever they are', () => {
    const key = `-----BEGIN ${'RSA'} PRIVATE KEY-----\nMIIE\n`;
    const files = {
      '.env': 'A=1',
      '.env.production': 'A=1',
      '.env.example': 'A=',
      id_rsa: 'x',
      'id_rsa.pub': 'ssh-rsa AAAA',
      'server.pem': 'x',
      'deep/er/.npmrc': 'x',
      '.ssh/config': 'Host x',
      'notes.txt': key,
      'config.yml': 'database:\n  password: hunter2hunter2\n',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder is what the file holds
      'template.yml': 'password: ${DB_PASSWORD}\n',
      'code.rhai': 'let token = split_token(text);\n',
    };
    const { entries, left, text } = made(temporaryFolder(files));
    expect(left).toEqual({
      '.env': 'secret',
      '.env.production': 'secret',
      '.ssh/': 'secret',
      'config.yml': 'secret',
      'deep/er/.npmrc': 'secret',
      id_rsa: 'secret',
      'notes.txt': 'secret',
      'server.pem': 'secret',
    });
    expect(Object.keys(entries)).toContain('/srv/app/.env.example');
    expect(text).not.toContain('hunter2');
  });

  test('what is too large, and what comes after a limit', () => {
    const files = { 'a.txt': 'x'.repeat(50), 'b.txt': 'x'.repeat(51), 'c.txt': 'x'.repeat(50), 'd.txt': 'x' };
    const folder = temporaryFolder(files);
    expect(made(folder, { maxFileBytes: 50 }).left).toEqual({ 'b.txt': 'limit' });
    expect(made(folder, { maxTotalBytes: 102 }).left).toEqual({ 'c.txt': 'limit' });
    expect(made(folder, { maxEntries: 2 }).left).toEqual({ 'c.txt': 'limit', 'd.txt': 'limit' });
  });

  test('pipes are not waited for', () => {
    const folder = temporaryFolder({ 'a.txt': '' });
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    expect(made(folder).left).toEqual({ pipe: 'special' });
  });
});

test.each(['relative', '/', '/a/../b', '/a/', ''])('the place %j on the virtual host is refused', (at) => {
  expect(() => hostFromFolder(temporaryFolder({}), { at })).toThrow('is not an absolute path');
});

describe('secrets by content', () => {
  const token = (head: string, length: number) => head + 'aB3'.repeat(length).slice(0, length);
  test.each([
    ['an AWS key', `AKIA${'A1B2'.repeat(4)}`],
    ['a GitHub token', token('ghp_', 36)],
    ['a Slack token', token('xoxb-', 20)],
    ['an npm token', token('npm_', 36)],
    ['an address with a password', 'postgres://app:pa55word@db/x'],
    ['an assignment', 'API_KEY=abcdefgh12345678'],
    ['an assignment in JSON', '{"client_secret": "abcdefgh12345678"}'],
  ])('%s is one', (_, text) => {
    expect(secretContent(new TextEncoder().encode(text))).toBeDefined();
    expect(secretContent(new Uint8Array(Buffer.from(text, 'utf16le')))).toBeDefined();
  });

  test.each([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder is what the file holds
    ['a placeholder', 'password = "${PASSWORD}"\ntoken: <your token>\nsecret: changeme'],
    ['a sentence', 'The password must have eight characters; see the token below.'],
    ['an address', 'https://example.com:8080/path'],
  ])('%s is none', (_, text) => {
    expect(secretContent(new TextEncoder().encode(text))).toBeUndefined();
  });

  test('long texts take time that grows with their length', () => {
    const began = performance.now();
    secretContent(
      new TextEncoder().encode(`password${' '.repeat(200_000)}${'a'.repeat(200_000)}://${'b:'.repeat(50_000)}`),
    );
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test.each(['README.md', 'tokenizer.ts', 'secret.rhai', 'environment.yml', 'monkey.txt'])(
    'the name %s is none',
    (name) => {
      expect(secretName(name)).toBeUndefined();
    },
  );
});

describe('rehearsal host', () => {
  test('writes a host that a run sees, and lists what is missing', async () => {
    const folder = temporaryFolder({
      'data/a.txt': 'hello',
      'data/.env': 'A=1',
      's.rhai': 'cat("/srv/data/a.txt")',
      'p.cedar': 'permit(principal, action, resource);',
    });
    const output = path.join(folder, 'data/made.host.json');
    const arguments_ = ['host', path.join(folder, 'data'), '-o', output];
    expect(await runCli(...arguments_)).toEqual({
      code: 0,
      out: '',
      err: '1 files, 5 bytes, at /srv/data\nleft out: .env: an environment file\n',
    });
    expect((await runCli(...arguments_)).err).not.toContain('made.host.json');
    const place = (name: string) => path.join(folder, name);
    const run = await runCli('run', place('s.rhai'), '--policy', place('p.cedar'), '--host', output);
    expect(JSON.parse(run.out)).toMatchObject({ status: 'SUCCESS', output: 'hello' });
  });

  test.each([
    [['host'], 'FOLDER is missing'],
    [['host', 'nowhere'], 'cannot read nowhere: it is no folder'],
    [['host', '.', '--at', 'srv'], 'srv is not an absolute path'],
    [['host', '.', '--max-file', 'big'], '--max-file must be a whole number'],
  ])('wrong usage: %j', async (args, message) => {
    const { code, out, err } = await runCli(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});
