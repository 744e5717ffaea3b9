// Attempts to reach the real machine: its files, environment, network and processes.

import type { HostileCase } from '../hostileCase.ts';

/** What the scripts look for: it exists on the machine that runs the tests, not on the virtual host. */
export const REAL_FILE = import.meta.filename;

const each = (paths: readonly string[], call: string): string =>
  `let got = []; for p in ${JSON.stringify(paths)} { try { got.push(${call}); } catch (e) { } } got`;

export const REACH: readonly HostileCase[] = [
  {
    name: 'real files',
    script: each(
      [
        REAL_FILE,
        `/..${REAL_FILE}`,
        `/tmp/../..${REAL_FILE}`,
        `/proc/self/root${REAL_FILE}`,
        `/proc/1/root${REAL_FILE}`,
        `/proc/self/cwd/package.json`,
        './package.json',
        'package.json',
        `file://${REAL_FILE}`,
      ],
      'cat(p)',
    ),
    ends: ['success'],
    always: true,
  },
  {
    name: 'real files through links',
    script: `let d = DirConfig().path("/tmp").build().open(OpenDirOptions().build());
      let got = []; let i = 0;
      for p in ${JSON.stringify([REAL_FILE, `../../../../../..${REAL_FILE}`, '/proc/self/exe', '/proc/self/fd/3'])} {
        i += 1;
        try { d.create_symlink(p, "l" + i, CreateSymlinkOptions().build()); got.push(cat("/tmp/l" + i)); } catch (e) { }
      } got`,
    ends: ['success'],
    always: true,
  },
  {
    name: 'real modules',
    script: `let got = []; try { import "${REAL_FILE.replace(/\.ts$/, '')}" as m; got.push(1); } catch (e) { } got`,
    ends: ['success'],
    always: true,
  },
  {
    name: 'the real environment',
    script: each(
      ['/proc/self/environ', '/proc/1/environ', '/proc/self/cmdline', '/proc/self/maps', '/proc/self/mem'],
      'cat(p)',
    ),
    ends: ['success', 'error'],
    always: true,
  },
  {
    name: 'the real network',
    script: each(
      [
        'http://169.254.169.254/latest/meta-data/',
        'http://127.0.0.1:22/',
        'http://example.com/',
        'https://example.org/',
        'http://[::1]:80/',
        'http://localhost/',
        'file:///etc/passwd',
      ],
      'curl(p)',
    ),
    ends: ['success'],
    always: true,
  },
  {
    name: 'real sockets',
    script:
      'let got = []; for a in ["127.0.0.1", "169.254.169.254", "example.com", "::1"] { for p in [22, 53, 80, 443] { try { connect(a, p, TransportProtocol::TCP); got.push(a); } catch (e) { } } } got',
    ends: ['success', 'error'],
    always: true,
  },
  {
    name: 'real programs',
    script: each(
      ['sh', 'bash', 'node', 'python3'],
      'DirConfig().path("/usr/bin").build().open(OpenDirOptions().build()).open_file(p, OpenFileOptions().read(true).build()).execute(ExecuteOptions().args(["-c", "id"]).build()).stdout',
    ),
    ends: ['unsupported', 'success'],
    always: true,
  },
  {
    name: 'real processes',
    script: () =>
      `let got = []; for p in [1, 2, ${process.pid}, ${process.ppid}] { try { kill(p); } catch (e) { } } for s in ["SIGKILL"] { try { ProcessManager().kill(KillOptions().pid(${process.pid}).signal(Signal::SIGKILL).build()); } catch (e) { } } got`,
    ends: ['success'],
    always: true,
  },
  {
    name: 'names of JavaScript',
    script: each(['__proto__', 'constructor', 'prototype', 'toString'], 'cat(p)'),
    host: { files: JSON.parse('{"/srv/__proto__": {"content": "p"}, "/srv/constructor": {"content": "c"}}') as object },
    ends: ['success'],
  },
  {
    name: 'maps with the names of JavaScript',
    script:
      'let m = #{ __proto__: 1, constructor: 2, hasOwnProperty: 3 }; m["__proto__"] = #{ polluted: true }; m.to_json()',
    argumentsJson:
      '{"__proto__": {"mapValue": {"__proto__": {"stringValue": "x"}}}, "constructor": {"stringValue": "y"}}',
    ends: ['success'],
  },
];
