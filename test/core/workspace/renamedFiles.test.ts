// After files move, what names them by path names the same files, and everything else stays as it was written.

import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moduleFile } from '#core/rhai/resolve/modules.ts';
import { findBinding } from '#core/workspace/bindings.ts';
import { parseRehearsalFile } from '#core/workspace/rehearsalFile.ts';
import { type FileMove, renamedImport, renamedPaths } from '#core/workspace/renamedFiles.ts';

const CONFIG = `{
  // é😀 stays
  "version": 1, "schema": ["./s/a.cedarschema", "b.cedarschema.json"],
  "bindings": [
    { "scripts": "scripts/**/*.rhai", "policy": "policies/p.cedar", "host": "../hosts/h.host.json", "args": "a.args.json" },
    { "scripts": "one.rhai", "policy": "policies/p.cedar", },
    { "scripts": "*.rhai", "policy": "/w/app/policies/q.cedar" }
  ]
}
`;

function withMoves(file: string, text: string, ...moves: FileMove[]): string {
  const changes = [...renamedPaths(file, text, moves)].sort((a, b) => b.span.start - a.span.start);
  return changes.reduce((out, { span, newText }) => out.slice(0, span.start) + newText + out.slice(span.end), text);
}

/** The lines that a move changes, trimmed. */
function changed(move: FileMove, file = '/w/app/rehearsal.json', text = CONFIG): readonly string[] {
  const lines = text.split('\n');
  return withMoves(file, text, move)
    .split('\n')
    .filter((line, i) => line !== lines[i])
    .map((line) => line.trim());
}

describe('renamedPaths', () => {
  it.each<readonly [string, string, string, readonly string[]]>([
    [
      'a policy',
      '/w/app/policies/p.cedar',
      '/w/app/policies/é "x".cedar',
      ['policies/é \\"x\\".cedar', 'policies/é \\"x\\".cedar'],
    ],
    ['a policy that moves up', '/w/app/policies/p.cedar', '/w/p.cedar', ['"../p.cedar"', '"../p.cedar"']],
    ['a policy by its absolute path', '/w/app/policies/q.cedar', '/w/q.cedar', ['"/w/q.cedar"']],
    ['a schema', '/w/app/s/a.cedarschema', '/w/app/t/a.cedarschema', ['"./t/a.cedarschema"']],
    ['a host file', '/w/hosts/h.host.json', '/w/app/h.host.json', ['"h.host.json"']],
    ['arguments', '/w/app/a.args.json', '/w/app/b.args.json', ['"b.args.json"']],
    ['a script of its own binding', '/w/app/one.rhai', '/w/app/two.rhai', ['"two.rhai"']],
    ['a folder of scripts', '/w/app/scripts', '/w/app/tools/scripts', ['"tools/scripts/**/*.rhai"']],
    [
      'a folder of policies',
      '/w/app/policies',
      '/w/app/rules',
      ['"rules/p.cedar"', '"rules/p.cedar"', '"/w/app/rules/q.cedar"'],
    ],
    ['a folder around all', '/w/app', '/w/prog', ['"/w/prog/policies/q.cedar"']],
    ['a script that a pattern matches', '/w/app/scripts/a.rhai', '/w/app/scripts/b.rhai', []],
    ['a file that only begins alike', '/w/app/policies/p', '/w/app/x', []],
  ])('follows %s', (_, from, to, expected) => {
    const lines = changed({ from, to });
    expect(lines).toHaveLength(expected.length);
    for (const [i, line] of lines.entries()) expect(line).toContain(expected[i]);
  });

  it('follows a rehearsal.json that moves alone', () => {
    const text = withMoves('/w/app/rehearsal.json', CONFIG, { from: '/w/app/rehearsal.json', to: '/w/rehearsal.json' });
    const { bindings, schemas } = parseRehearsalFile(text);
    expect(bindings.map(({ scripts, policy, host }) => [scripts, policy, host])).toEqual([
      ['app/scripts/**/*.rhai', 'app/policies/p.cedar', 'hosts/h.host.json'],
      ['app/one.rhai', 'app/policies/p.cedar', undefined],
      ['app/*.rhai', '/w/app/policies/q.cedar', undefined],
    ]);
    expect(schemas.map((schema) => schema.path)).toEqual(['./app/s/a.cedarschema', 'app/b.cedarschema.json']);
  });

  it('follows what tests name, and leaves contents alone', () => {
    const text =
      '{ "script": "a.rhai", "policy": "../p.cedar", "host": { "files": {} }, "tests": [{ "host": "h.host.json", "arguments": { "policy": { "stringValue": "../p.cedar" } } }] }';
    expect(
      withMoves(
        '/w/t/x.rehearsal.json',
        text,
        { from: '/w/p.cedar', to: '/w/q.cedar' },
        { from: '/w/t/h.host.json', to: '/w/t/i.host.json' },
      ),
    ).toBe(text.replace('"../p.cedar", "host"', '"../q.cedar", "host"').replace('h.host.json', 'i.host.json'));
  });

  it('leaves broken texts alone', () => {
    for (const text of ['', '{', '[]', '{"bindings": 1, "schema": {}}'])
      expect(renamedPaths('/w/rehearsal.json', text, [{ from: '/w/a', to: '/w/b' }])).toEqual([]);
  });

  it('leads to the same files after any move', () => {
    const names = fc.constantFrom('a', 'b', 'c d', 'é😀', '.x');
    const places = fc.array(names, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
    fc.assert(
      fc.property(places, places, places, places, fc.boolean(), (config, target, from, to, dot) => {
        fc.pre(!from.startsWith(`${to}/`) && !to.startsWith(`${from}/`) && target !== config && from !== to);
        const file = `${config}/rehearsal.json`;
        const relative = path.posix.relative(config, `${target}/p.cedar`);
        const written = dot && !relative.startsWith('.') ? `./${relative}` : relative;
        const text = JSON.stringify({ version: 1, bindings: [{ scripts: written, policy: written }] });
        const move = (place: string) => (place.startsWith(`${from}/`) ? to + place.slice(from.length) : place);
        const [binding] = parseRehearsalFile(withMoves(file, text, { from, to })).bindings;
        const found = path.posix.join(path.posix.dirname(move(file)), binding?.policy ?? '');
        expect(found).toBe(move(`${target}/p.cedar`));
        expect(binding?.scripts).toBe(binding?.policy);
      }),
    );
  });

  it('keeps scripts of a moved folder in their binding', () => {
    const { bindings, ...rest } = parseRehearsalFile(
      withMoves('/w/app/rehearsal.json', CONFIG, { from: '/w/app/scripts', to: '/w/app/tools' }),
    );
    expect(findBinding({ ...rest, bindings }, 'tools/deep/x.rhai')?.host).toBe('../hosts/h.host.json');
  });
});

describe('renamedImport', () => {
  const script = '/w/s/main.rhai';
  const renamedTo = (path: string, target: string, ...moves: readonly FileMove[]) =>
    renamedImport({ path, file: moduleFile(path, undefined), script, target }, moves);

  it.each([
    ['../lib/a', '/w/lib/a.rhai'],
    ['../s/a', '/w/s/a.rhai'],
    ['./a', '/w/s/a.rhai'],
    ['lib/a', '/w/lib/a.rhai'],
    ['/w/lib/a', '/w/lib/a.rhai'],
  ])('leaves %s alone when another file moves', (path, target) => {
    expect(renamedTo(path, target, { from: '/w/x.rhai', to: '/w/y.rhai' })).toBeUndefined();
  });

  it.each([
    ['../lib/a', '/w/lib/a.rhai', { from: '/w/lib/a.rhai', to: '/w/lib/b.rhai' }, '../lib/b'],
    ['../lib/a.rhai', '/w/lib/a.rhai', { from: '/w/lib', to: '/w/lib2' }, '../lib2/a.rhai'],
    ['../lib/a', '/w/lib/a.rhai', { from: '/w/s', to: '/w/t/s' }, '../../lib/a'],
    ['lib/a', '/w/lib/a.rhai', { from: '/w/lib/a.rhai', to: '/w/lib/b.rhai' }, 'lib/b'],
    ['./a', '/w/s/a.rhai', { from: '/w/s/a.rhai', to: '/w/s/b.rhai' }, './b'],
    ['/w/lib/a', '/w/lib/a.rhai', { from: '/w/lib', to: '/w/lib2' }, '/w/lib2/a'],
  ])('%s follows %s', (path, target, move, expected) => {
    expect(renamedTo(path, target, move)).toBe(expected);
  });
});
