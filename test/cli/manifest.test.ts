// `rehearsal manifest`: what a script can touch, in three formats; what it can touch more than another version; hostile texts stay texts.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { runCli, temporaryFolder } from '#test/cli.ts';
import schema from '../../core/manifest/manifest.schema.json' with { type: 'json' };

const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

const SCRIPT = `let text = cat("/etc/app.conf");
if target.starts_with("/srv/app/") {
  rm(target);
}
try { write(\`/srv/\${name}.txt\`, text); } catch { }
`;

const HOSTILE = 'cat("/srv/<img src=x onerror=alert(1)>|`a`\\n\\x1b[31m.txt");\nwrite("/srv/[x](http://e)|y", "");\n';

test('text has a row for each resource', async () => {
  const folder = temporaryFolder({ 'a.rhai': SCRIPT });
  const { code, out } = await runCli('manifest', path.join(folder, 'a.rhai'));
  expect(code).toBe(0);
  const rows = out.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '));
  expect(rows).toContain('reads | /etc/app.conf | read, redacted_read on File | line 1');
  expect(rows).toContain(
    'deletes | /srv/app/* | delete on Dir, File | line 3 | by Argument target (line 2), its beginning is checked',
  );
  expect(rows).toContain('writes | /srv/*.txt | create, write on File | line 5 | by Argument name (line 5)');
});

test('json keeps to its schema and names inputs and conditions', async () => {
  const folder = temporaryFolder({ 'a.rhai': SCRIPT, 'b.rhai': 'import "/opt/lib" as lib;\nlib::f();\n' });
  const a = path.join(folder, 'a.rhai');
  const manifest = JSON.parse((await runCli('manifest', a, '--format', 'json')).out);
  expect(validate(manifest), JSON.stringify(validate.errors)).toBe(true);
  expect(manifest.permissions).toContainEqual(
    expect.objectContaining({
      category: 'delete',
      action: 'file_system::Action::"delete"',
      resourceType: 'file_system::File',
      resource: { kind: 'prefix', prefix: '/srv/app/' },
      uses: [
        expect.objectContaining({
          function: 'rm',
          inputs: [{ kind: 'argument', text: 'Argument target', line: 2, bound: 'prefix' }],
          conditions: [{ text: 'target.starts_with("/srv/app/")', line: 2 }],
        }),
      ],
    }),
  );
  const other = await runCli('manifest', path.join(folder, 'b.rhai'), '--diff', a, '--format', 'json');
  expect(validate(JSON.parse(other.out)), JSON.stringify(validate.errors)).toBe(true);
  expect([other.code, JSON.parse(other.out).notCovered]).toEqual([1, [{ path: '/opt/lib', line: 1 }]]);
});

test('--diff says 1 only where more can be touched', async () => {
  const folder = temporaryFolder({ 'old.rhai': 'cat("/srv/" + f);', 'new.rhai': 'cat("/srv/a");' });
  const [older = '', newer = ''] = ['old.rhai', 'new.rhai'].map((name) => path.join(folder, name));
  const less = await runCli('manifest', newer, '--diff', older);
  expect([less.code, less.out]).toEqual([0, expect.stringContaining(`No longer, unlike ${older}:`)]);
  const more = await runCli('manifest', older, '--diff', newer);
  expect([more.code, more.out]).toEqual([1, expect.stringContaining(`More than ${newer}:`)]);
  const same = await runCli('manifest', older, '--diff', older);
  expect([same.code, same.out]).toEqual([0, expect.stringContaining('It can touch the same as')]);
});

test('--diff takes a git revision', async () => {
  const folder = temporaryFolder({ 'a.rhai': 'cat("/srv/a");' });
  const git = (...args: readonly string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' });
  git('init', '-q');
  git('add', '.');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.invalid', 'commit', '-q', '-m', 'first');
  const script = path.join(folder, 'a.rhai');
  writeFileSync(script, 'cat("/srv/a"); rm("/srv/b");');
  const { code, out } = await runCli('manifest', script, '--diff', 'HEAD', '--format', 'markdown');
  expect([code, out]).toEqual([1, expect.stringContaining('**more**: deletes `/srv/b`')]);
  expect((await runCli('manifest', script, '--diff', '--output=/tmp/x')).code).toBe(2);
});

test('markdown holds findings, and hostile texts are code', async () => {
  const folder = temporaryFolder({ 'a.rhai': HOSTILE, 'c.rhai': 'let p = cat("/srv/list");\nrm(p);\n' });
  const { out } = await runCli('manifest', path.join(folder, 'a.rhai'), '--format', 'markdown');
  expect(out).not.toContain('\u001b');
  const outside = out.replace(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
  expect(outside).not.toMatch(/<img|\]\(/);
  const review = await runCli('manifest', path.join(folder, 'c.rhai'), '--format', 'markdown');
  expect(review.out).toContain('**review-injection**, line 2');
});

test('a script that does not compile has no manifest', async () => {
  const folder = temporaryFolder({ 'a.rhai': 'let = 1;', 'b.txt': '' });
  const broken = await runCli('manifest', path.join(folder, 'a.rhai'));
  expect([broken.code, broken.err]).toEqual([2, expect.stringContaining('does not compile')]);
  expect((await runCli('manifest', path.join(folder, 'b.txt'))).code).toBe(2);
  expect((await runCli('manifest')).code).toBe(2);
});
