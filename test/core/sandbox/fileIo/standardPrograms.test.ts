// Programs that need no declaration, and files that the kernel cannot start. Expected values were recorded from the real runner.

import { describe, expect, test } from 'vitest';
import { runTest } from '#test/sandbox.ts';

const HOST = {
  files: {
    '/srv/app/text.sh': { content: 'echo hi\n', mode: '0755' },
    '/srv/app/empty': { content: '', mode: '0755' },
    '/srv/app/short': { content: 'x', mode: '0755' },
    '/srv/app/no-interpreter.sh': { content: '#!/nowhere/sh\n', mode: '0755' },
    '/srv/app/not-executable': { content: 'echo hi\n' },
    '/root/x': { content: 'r', mode: '0600', owner: 'root', group: 'root' },
  },
};

function execute(program: string, args: readonly string[], host: object = HOST, options = 'ExecuteOptions()') {
  const folder = program.slice(0, program.lastIndexOf('/'));
  const name = program.slice(folder.length + 1);
  const script = `
    let folder = DirConfig().path("${folder}").build().open(OpenDirOptions().build());
    let options = ${options}.args(${JSON.stringify(args)}).env(#{"Z": "1", "A": "2"}).build();
    let r = folder.open_file("${name}", OpenFileOptions().read(true).build()).execute(options);
    [r.exit_code, r.stdout, r.stderr]`;
  return runTest(script, { host });
}

describe('programs that need no declaration', () => {
  test.each([
    ['echo', ['-n', 'a'], [0, 'a', '']],
    ['echo', ['-x', 'a\\n'], [0, '-x a\\n\n', '']],
    ['echo', ['-nE', 'a\\n'], [0, 'a\\n', '']],
    ['cat', ['srv/app/text.sh'], [0, 'echo hi\n', '']],
    [
      'cat',
      ['/srv/app/nope', '/srv/app/text.sh', '/srv/app', '/root/x', '/srv/app/text.sh/y'],
      [
        1,
        'echo hi\n',
        'cat: /srv/app/nope: No such file or directory\ncat: /srv/app: Is a directory\ncat: /root/x: Permission denied\ncat: /srv/app/text.sh/y: Not a directory\n',
      ],
    ],
    ['false', [], [1, '', '']],
    ['true', ['x'], [0, '', '']],
    ['env', [], [0, 'A=2\nZ=1\n', '']],
  ])('%s %j', (name, args, expected) => {
    const { payload } = execute(`/usr/bin/${name}`, args);
    expect(payload.error).toBeUndefined();
    expect(JSON.parse(payload.output)).toEqual(expected);
  });

  test.each([
    ['echo', ['-e', 'a\\n']],
    ['cat', []],
    ['cat', ['-n', '/etc/hosts']],
    ['env', ['true']],
    ['true', ['--help']],
    ['date', []],
  ])('%s %j is left to the host file', (name, args) => {
    expect(execute(`/usr/bin/${name}`, args).stopped).toMatchObject({ limit: 'unsupported' });
  });

  test('what the host file says of one counts', () => {
    const declared = { programs: [{ path: '/usr/bin/true', exit_code: 3 }] };
    expect(execute('/usr/bin/true', [], declared).payload.output).toBe('[3, "", ""]');
    const replaced = { files: { '/usr/bin/true': { content: 'x', mode: '0755', owner: 'root', group: 'root' } } };
    expect(execute('/usr/bin/true', [], replaced).payload.output).toContain('ENOEXEC');
  });

  test('a program whose output fills the pipe would hang the runner', () => {
    const big = (bytes: number) => ({ files: { '/srv/big': { content: 'x'.repeat(bytes) } } });
    expect(execute('/usr/bin/cat', ['/srv/big'], big(65_536)).payload.status).toBe('SUCCESS');
    const { stopped } = execute('/usr/bin/cat', ['/srv/big'], big(65_537));
    expect(stopped?.message).toMatch(/^This would wait for ever in the runner/);
  });
});

test.each([
  ['text.sh', 'ENOEXEC: Exec format error'],
  ['empty', 'ENOEXEC: Exec format error'],
  ['short', 'ENOEXEC: Exec format error'],
  ['no-interpreter.sh', 'ENOENT: No such file or directory'],
  ['not-executable', 'EACCES: Permission denied'],
])('the kernel does not start %s', (name, error) => {
  expect(JSON.parse(execute(`/srv/app/${name}`, []).payload.output)).toEqual([1, '', `fexecve failed: ${error}\n`]);
});
