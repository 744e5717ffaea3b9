// Host files: what is accepted, what is refused and where the message points; every recorded host file is accepted.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { hostView } from '#core/sandbox/host/hostView.ts';
import { problemText } from '#core/sandbox/host/jsonFields.ts';
import { VirtualHost } from '#core/sandbox/host/virtualHost.ts';

const CONFORMANCE = new URL('../../../conformance/', import.meta.url);

describe('parseHostFile', () => {
  it.each([
    [
      '{ "files": { "/srv/a": {"mode": "99"} } }',
      '1:33: files["/srv/a"].mode: must be three or four octal digits, e.g. "0644"',
    ],
    [
      '{\n "files": { "srv": {} } }',
      '2:20: files["srv"]: "srv" must be an absolute path without "..", "." or doubled slashes',
    ],
    ['{ "version": 2 }', '1:14: version: version 2 is newer than 1, the newest known here'],
    ['{ "runs_as": "bob" }', '1:14: runs_as: no user is called "bob"; there are root, agent, alice, nobody'],
    ['{ "files": ', '1:12: not valid JSON: value expected'],
    [
      '{ "files": { "/a": {"content": "", "dir": true} } }',
      '1:20: files["/a"]: is one thing only, not content and dir',
    ],
    [
      '{ "files": { "/a": {"content": ""}, "/a/b": {} } }',
      '1:45: files["/a/b"]: /a is a file, so nothing can be in it',
    ],
  ])('refuses %s', (text, message) => {
    const { description, problems } = parseHostFile(text);
    expect(description).toBeUndefined();
    expect(problems.map(problemText)[0]).toBe(message);
  });

  it('warns of unknown keys and goes on', () => {
    const { description, problems } = parseHostFile('{ "fils": {} }');
    expect(description?.runsAs).toBe('agent');
    expect(problems.map(({ severity, path }) => ({ severity, path }))).toEqual([{ severity: 'warning', path: 'fils' }]);
  });

  it('starts from the small server', () => {
    const { description } = parseHostFile(
      '{ "extends": "small-server", "users": { "deploy": { "uid": 2000 } }, "runs_as": "deploy" }',
    );
    expect(description).toBeDefined();
    if (description === undefined) return;
    const host = new VirtualHost(description);
    expect(host.user).toBe('deploy');
    expect(host.readText('/etc/hosts')).toBe('127.0.0.1 localhost web1\n');
    expect(host.fs.stat(host.credentials, '/srv/www/index.html').uid).toBe(2000);
  });

  it('accepts every recorded host file', () => {
    for (const area of readdirSync(CONFORMANCE)) {
      for (const name of readdirSync(new URL(`${area}/`, CONFORMANCE))) {
        const text = readFileSync(new URL(`${area}/${name}/host.json`, CONFORMANCE), 'utf8');
        const { description, problems } = parseHostFile(text);
        expect(problems.map(problemText), `${area}/${name}`).toEqual([]);
        if (description !== undefined) new VirtualHost(description);
      }
    }
  });

  it('builds the files that a run which changes nothing leaves behind', () => {
    for (const name of ['alias-cat-is-safe', 'ls-root', 'cat-denied-read-file', 'list-entries-allowed']) {
      const folder = new URL(`file-io/${name}/`, CONFORMANCE);
      const { description } = parseHostFile(readFileSync(new URL('host.json', folder), 'utf8'));
      const expected = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8'));
      if (description === undefined) throw new Error(name);
      expect(Object.fromEntries(new VirtualHost(description).filesAfter()), name).toEqual(expected.files_after);
    }
  });
});

describe('hostView', () => {
  it('looks paths up without a run', () => {
    const { description } = parseHostFile('{ "files": { "/srv/app": {"dir": true}, "/srv/ln": {"symlink": "app"} } }');
    if (description === undefined) throw new Error('refused');
    const view = hostView(description);
    expect(view.lstat('/srv/ln')).toBe('symlink');
    expect(view.stat('/srv/ln')).toBe('directory');
    expect(view.readlink('/srv/ln')).toBe('app');
    expect(view.resolve('/srv/ln/.')).toBe('/srv/app');
    expect(view.resolve('/srv/nope')).toBeUndefined();
    expect(view.list('/srv')).toEqual(['app', 'ln']);
  });
});
