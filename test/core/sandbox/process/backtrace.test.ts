// Stacks from a debugger's output, and the ways in which tracing fails.

import { expect, test } from 'vitest';
import { parseBacktrace } from '#core/sandbox/sdk/process/backtrace.ts';
import { runTest } from '#test/sandbox.ts';

const OUTPUT = `[New LWP 702]
Thread 2 (Thread 0x7f00 (LWP 702)):
#0  0x00007f01 in poll () from /lib/libc.so.6
#1  0x00007f02 in loop (n=1) at loop.c:12
Thread 1 (LWP 700):
#1  main (argc=1) at main.c:3
#0  0x00007f03 in read ()
`;

test('threads by number, frames by number, the first thread is the process', () => {
  expect(parseBacktrace(OUTPUT)).toEqual({
    pid: 700,
    threads: [
      {
        id: 1,
        tid: 700,
        frames: [
          { number: 0, instruction: '0x00007f03', functionName: 'read', source: undefined, line: undefined },
          { number: 1, instruction: undefined, functionName: 'main', source: 'main.c', line: 3 },
        ],
      },
      {
        id: 2,
        tid: 702,
        frames: [
          { number: 0, instruction: '0x00007f01', functionName: 'poll', source: '/lib/libc.so.6', line: undefined },
          { number: 1, instruction: '0x00007f02', functionName: 'loop', source: 'loop.c', line: 12 },
        ],
      },
    ],
  });
});

test('no frames are no stacks', () => {
  expect(parseBacktrace('Thread 1 (LWP 7):\nnothing\n')).toBeUndefined();
});

const SCRIPT = `let pm = ProcessManager(); let out = ();
  try { let t = pm.trace(700); out = [t.pid, t.threads[0].frames[1].function_name, t.threads.len] } catch (e) { out = e.message }
  out`;

test.each([
  [{ stdout: OUTPUT }, '[700, "main", 2]'],
  [{ stdout: '#0  0x1 in f ()' }, 'Runtime error: Array index 1 out of bounds: only 1 element in array'],
  [{ stdout: 'none' }, 'Unable to trace process 700. Error details: pstack returned unparseable output: none'],
  [
    { exit_code: 1, stderr: 'ptrace: Operation not permitted.' },
    'Unable to trace process 700. Likely you need to set the CAP_SYS_PTRACE linux capability.',
  ],
  [
    { exit_code: 3, stderr: 'no' },
    'Unable to trace process 700. Error details: pstack exited with code 3. Stdout: , Stderr: no',
  ],
  [
    {},
    'Attempting to trace pid 700 returned empty output. Likely you need to set the CAP_SYS_PTRACE linux capability.',
  ],
])('gstack that gives %j', (result, output) => {
  const host = {
    processes: [{ command: ['worker'], pid: 700 }],
    programs: [{ path: '/usr/bin/gstack', args: ['700'], ...result }],
  };
  expect(runTest(SCRIPT, { host }).payload.output).toContain(output.replace(/^Runtime error: /, ''));
});
