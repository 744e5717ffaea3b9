// Floods: of log lines, of trace events, of calls; programs, servers and processes that say or are too much.

import type { HostileCase } from '../hostileCase.ts';

const program = (size: number): object => ({
  files: { '/usr/bin/flood': { content: '', mode: '0755' } },
  programs: [{ path: '/usr/bin/flood', exit_code: 0, stdout: 'x'.repeat(size), stderr: 'y'.repeat(size) }],
});
const EXECUTE = `let f = DirConfig().path("/usr/bin").build().open(OpenDirOptions().build()).open_file("flood", OpenFileOptions().read(true).build());`;

export const FLOOD: readonly HostileCase[] = [
  { name: 'millions of log lines', script: 'loop { info("a line"); }', ends: ['events', 'operations'], always: true },
  {
    name: 'log lines below the level',
    script: 'loop { trace("a line"); debug("another"); }',
    ends: ['operations', 'events', 'time'],
  },
  {
    name: 'long log lines',
    script: 'let s = "x"; s.pad(10000000, "x"); loop { info(s); }',
    ends: ['time', 'events', 'operations'],
  },
  {
    name: 'a long line of characters of several bytes',
    script: 'let s = "é"; s.pad(10000, "é"); loop { info(s); }',
    ends: ['error', 'time', 'events', 'success'],
  },
  {
    name: 'log lines in a caught loop',
    script: 'try { loop { info("a line"); } } catch (e) { info("survived"); } "survived"',
    ends: ['events', 'operations'],
  },
  {
    name: 'calls without end',
    script: 'loop { cat("/etc/hosts"); }',
    ends: ['events', 'operations', 'time'],
  },
  {
    name: 'denied calls without end',
    script: 'loop { try { cat("/etc/hosts"); } catch (e) { } }',
    policy: 'forbid(principal, action, resource);',
    ends: ['events', 'operations', 'time'],
  },
  {
    name: 'calls with huge arguments',
    script:
      'let a = []; a.pad(500000, "0123456789"); loop { try { awk_split(a, " "); } catch (e) { } try { info(cat(a, "x") + ""); } catch (e) { } }',
    ends: ['operations', 'time', 'events', 'memory'],
  },
  {
    name: 'a program with an output of 50 MB',
    script: `${EXECUTE} loop { f.execute(ExecuteOptions().build()); }`,
    host: () => program(50_000_000),
    ends: ['unsupported', 'time', 'memory', 'events', 'error'],
  },
  {
    name: 'a program that is given a million arguments',
    script: `${EXECUTE} let a = []; a.pad(1000000, "x"); f.execute(ExecuteOptions().args(a).build()).exit_code`,
    host: () => program(10),
    ends: ['time', 'memory', 'success', 'error'],
  },
  {
    name: 'a program that nobody declared',
    script: `let f = DirConfig().path("/usr/bin").build().open(OpenDirOptions().build()).open_file("python3", OpenFileOptions().read(true).build()); try { f.execute(ExecuteOptions().build()); } catch (e) { info("survived"); } "survived"`,
    ends: ['unsupported'],
    always: true,
  },
  {
    name: 'processes by the thousand',
    script: 'loop { ProcessManager().processes(); }',
    host: () => ({ processes: Array.from({ length: 3_000 }, (_, n) => ({ command: [`p${n}`], user: 'agent' })) }),
    ends: ['events', 'time', 'memory', 'error'],
  },
  {
    name: 'an answer of 60 MB',
    script: 'loop { curl("http://127.0.0.1:8080/"); }',
    host: () => ({ http: { '/': { status: 200, body: 'x'.repeat(60_000_000) } } }),
    ends: ['time', 'memory', 'error', 'events'],
  },
  {
    name: 'a server that never answers',
    script: 'loop { try { curl("http://127.0.0.1:8080/"); } catch (e) { } }',
    host: { http: { '/': { status: 200, body: '', delay_ms: 86400000 } } },
    ends: ['events', 'time', 'operations', 'error'],
  },
  {
    name: 'a kernel log of a million lines',
    script: 'loop { try { dmesg(); } catch (e) { } }',
    host: () => ({ files: { '/dev/kmsg': { content: '6,1,1,-;x\n'.repeat(300_000) } } }),
    ends: ['events', 'time', 'memory', 'operations'],
  },
  {
    name: 'all kernel parameters without end',
    script: 'loop { sysctl_find(""); }',
    ends: ['events', 'time', 'operations', 'error'],
  },
  {
    name: 'a policy that is hard to decide',
    script: 'loop { try { cat("/tmp/" + timestamp().elapsed); } catch (e) { } }',
    policy: () =>
      `permit(principal, action, resource) when { resource has path && resource.path like "${'*a'.repeat(200)}" };`.repeat(
        300,
      ),
    ends: ['events', 'time', 'operations', 'memory'],
  },
  {
    name: 'a policy nested 10,000 deep',
    script: '1',
    policy: () => `permit(principal, action, resource) when { ${'('.repeat(10_000)}true${')'.repeat(10_000)} };`,
    ends: ['error', 'engine', 'success'],
  },
  {
    name: 'a policy of 20,000 statements',
    script: 'cat("/etc/hosts"); "read"',
    policy: () =>
      Array.from({ length: 20_000 }, (_, n) => `permit(principal == User::"u${n}", action, resource);`).join('\n'),
    ends: ['error', 'success', 'time'],
  },
];
