// Scripts that do not come to an end by themselves, and those that try to live on after the limit.

import { type HostileCase, NO_OPERATION_LIMIT } from '../hostileCase.ts';

export const LOOPS: readonly HostileCase[] = [
  { name: 'an endless loop', script: 'loop {}', ends: ['operations'], always: true },
  {
    name: 'an endless loop without a limit of operations',
    script: 'loop {}',
    ends: ['time'],
    limits: NO_OPERATION_LIMIT,
    always: true,
  },
  { name: 'an endless while', script: 'let n = 0; while true { n += 1; }', ends: ['operations'] },
  { name: 'an endless do', script: 'let n = 0; do { n += 1; } while true;', ends: ['operations'] },
  { name: 'an endless until', script: 'do {} until false;', ends: ['operations'] },
  {
    name: 'a loop over all numbers',
    script: 'let n = 0; for i in 0..9223372036854775807 { n = i; }',
    ends: ['operations'],
  },
  {
    name: 'a stepped range that never arrives',
    script: 'for i in range(0, 9223372036854775807, 1) {}',
    ends: ['operations'],
  },
  {
    name: 'loops in loops',
    script: 'let n = 0; for a in 0..100000 { for b in 0..100000 { for c in 0..100000 { n = c; } } }',
    ends: ['operations'],
  },
  { name: 'a loop that only continues', script: 'loop { continue; }', ends: ['operations'] },
  { name: 'an endless loop in a function', script: 'fn f() { loop {} } f()', ends: ['operations'] },
  { name: 'an endless loop in a closure', script: 'let f = || { loop {} }; f.call()', ends: ['operations'] },
  { name: 'an endless loop in map', script: '[1, 2, 3].map(|x| { loop {} })', ends: ['operations'] },
  { name: 'an endless loop in filter', script: '[1, 2, 3].filter(|x| { loop {} })', ends: ['operations'] },
  { name: 'an endless loop in reduce', script: '[1, 2, 3].reduce(|sum, x| { loop {} }, 0)', ends: ['operations'] },
  { name: 'an endless comparator', script: '[3, 2, 1].sort(|a, b| { loop {} })', ends: ['operations', 'engine'] },
  {
    name: 'a comparator that contradicts itself',
    script:
      'let n = 1; let a = []; for i in 0..5000 { a.push(i); } a.sort(|x, y| { n = (n * 48271) % 2147483647; (n % 3) - 1 }); "sorted"',
    ends: ['success', 'error', 'operations', 'engine'],
  },
  {
    name: 'a comparator that always throws',
    script: 'let a = []; for i in 0..5000 { a.push(i); } a.sort(|x, y| { throw "no" }); "sorted"',
    ends: ['success', 'error'],
  },
  {
    name: 'a loop whose error is caught outside',
    script: 'try { loop {} } catch (e) { info("survived"); } "survived"',
    ends: ['operations'],
    always: true,
  },
  {
    name: 'a limit that is caught again and again',
    script: 'loop { try { loop {} } catch (e) { info("survived"); } }',
    ends: ['operations'],
  },
  { name: 'throwing and catching for ever', script: 'loop { try { throw 1; } catch (e) { } }', ends: ['operations'] },
  {
    name: 'a time limit that is caught',
    script: 'try { loop {} } catch (e) { info("survived"); } "survived"',
    ends: ['time'],
    limits: NO_OPERATION_LIMIT,
  },
  {
    name: 'a limit that is caught in callbacks',
    script:
      'try { [1, 2].map(|x| { try { loop {} } catch (e) { info("survived"); } }); } catch (e) { info("survived"); } "survived"',
    ends: ['operations'],
    always: true,
  },
  {
    name: 'a limit of the SDK that is caught',
    script:
      'for i in 0..10 { try { seq(1, 9000000000); info("survived"); } catch (e) { info("survived"); } } "survived"',
    ends: ['memory'],
  },
  {
    name: 'exponential recursion',
    script: 'fn fib(n) { if n < 2 { n } else { fib(n - 1) + fib(n - 2) } } fib(60)',
    ends: ['operations', 'time'],
  },
  {
    name: 'recursion that tries again at each depth',
    script: 'fn f(n) { try { f(n + 1); } catch (e) { } try { f(n + 1); } catch (e) { } } f(0)',
    ends: ['operations', 'callDepth'],
    always: true,
  },
  {
    name: 'a clock that is waited for',
    script: 'let t = timestamp(); while t.elapsed < 1000000.0 {}',
    ends: ['operations'],
  },
  { name: 'sleeping for ever', script: 'loop { sleep(3600); }', ends: ['operations'] },
  { name: 'one sleep of all time', script: 'sleep(9223372036854775807); info("survived"); "survived"', ends: ['time'] },
  {
    name: 'sleeps of no time and of less',
    script: 'sleep(0); sleep(-1); sleep(-1.0); sleep(1.0e308); cat("/etc/hosts"); "survived"',
    ends: ['time'],
  },
  {
    name: 'watching processors for ever',
    script: `let o = MonitorProcessesCpuOptions().batches(9223372036854775807).delay_in_seconds(1).build();
      ProcessManager().monitor_processes_cpu(o); "watched"`,
    ends: ['success', 'error', 'time', 'memory'],
  },
];
