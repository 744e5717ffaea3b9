// `rehearsal fmt`: policies in place, and `--check` which changes nothing.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runCli, temporaryFolder } from '#test/cli.ts';

const UGLY = '// keep me\npermit(principal,action,resource)when{resource.path like "/srv/*"};';

test('formats in place, keeps comments, and is content with its own work', async () => {
  const file = path.join(temporaryFolder({ 'p.cedar': UGLY }), 'p.cedar');
  expect(await runCli('fmt', file, '--check')).toMatchObject({ code: 1, out: `${file}\n` });
  expect(readFileSync(file, 'utf8')).toBe(UGLY);
  expect(await runCli('fmt', file)).toMatchObject({ code: 0, out: `${file}\n` });
  expect(readFileSync(file, 'utf8')).toContain('// keep me\npermit (principal, action, resource)');
  expect(await runCli('fmt', file, '--check')).toEqual({ code: 0, out: '', err: '' });
});

test('a policy that does not parse is named with its place and left alone', async () => {
  const file = path.join(temporaryFolder({ 'p.cedar': 'permit(principal,\n  action resource);' }), 'p.cedar');
  const { code, err } = await runCli('fmt', file);
  expect(code).toBe(2);
  expect(err).toContain(`${file}:2:`);
});

test('scripts are formatted too, and a broken one is left alone', async () => {
  const folder = temporaryFolder({ 'a.rhai': '// keep me\nfn f(a){a}\nlet b=f(1);b', 'b.rhai': 'let a = ;' });
  const file = path.join(folder, 'a.rhai');
  expect(await runCli('fmt', file, '--check')).toMatchObject({ code: 1, out: `${file}\n` });
  expect(await runCli('fmt', file)).toMatchObject({ code: 0, out: `${file}\n` });
  expect(readFileSync(file, 'utf8')).toBe('// keep me\nfn f(a) { a }\nlet b = f(1);\nb\n');
  expect(await runCli('fmt', file, '--check')).toEqual({ code: 0, out: '', err: '' });
  const { code, err } = await runCli('fmt', path.join(folder, 'b.rhai'));
  expect(code).toBe(2);
  expect(err).toContain('b.rhai:1:9:');
});

test('schemas are formatted too, and a broken one is left alone', async () => {
  const folder = temporaryFolder({
    'a.cedarschema': '// é😀 keep me\nnamespace  app{entity A in[B]; }',
    'b.cedarschema': 'entity A { a: };',
  });
  const file = path.join(folder, 'a.cedarschema');
  expect(await runCli('fmt', file, '--check')).toMatchObject({ code: 1, out: `${file}\n` });
  expect(await runCli('fmt', file)).toMatchObject({ code: 0, out: `${file}\n` });
  expect(readFileSync(file, 'utf8')).toBe('// é😀 keep me\nnamespace app {\n  entity A in [B];\n}\n');
  expect(await runCli('fmt', file, '--check')).toEqual({ code: 0, out: '', err: '' });
  const { code, err } = await runCli('fmt', path.join(folder, 'b.cedarschema'), '--check');
  expect(code).toBe(2);
  expect(err).toContain('b.cedarschema:1:15:');
});
