// What a command holds open by its nature, and what the host file says instead.

import { expect, test } from 'vitest';
import { runTest } from '#test/sandbox.ts';

test.each([
  [['tail', '-f', '/srv/log'], ['/srv/log']],
  [['/usr/bin/tail', '-n', '5', '-F', '/srv/log'], ['/srv/log']],
  [
    ['tail', '-fn5', 'srv/log', '/srv/other'],
    ['/srv/log', '/srv/other'],
  ],
  [['tail', '--follow=name', '/srv/log'], ['/srv/log']],
  [['tail', '-f', '/srv/nowhere'], []],
  [['tail', '-n', '5', '/srv/log'], []],
  [['sleep', '-f', '/srv/log'], []],
])('%j', (command, expected) => {
  expect(held({ command, user: 'agent' })).toEqual(expected);
});

test('what the host file says counts', () => {
  expect(held({ command: ['tail', '-f', '/srv/log'], user: 'agent', open_files: ['/srv/other'] })).toEqual([
    '/srv/other',
  ]);
});

function held(process: object): readonly string[] {
  const host = { files: { '/srv/log': { content: 'a\n' }, '/srv/other': { content: 'b\n' } }, processes: [process] };
  const script = `
    let options = LsofOptions().path("/srv").include_subdir(true).build();
    ProcessManager().list_open_files(options).map(|f| f.file_path)`;
  return JSON.parse(runTest(script, { host }).payload.output) as readonly string[];
}
