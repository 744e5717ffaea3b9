// Searching and replacing: patterns and texts that make a search take very long or its result very large.

import type { HostileCase } from '../hostileCase.ts';

const long = (line: string, count: number): object => ({ files: { '/srv/a': { content: line.repeat(count) } } });

export const TEXT: readonly HostileCase[] = [
  {
    name: 'a pattern that takes others exponential time',
    script: 'loop { grep("(a+)+$", "/srv/a"); }',
    host: () => long(`${'a'.repeat(50_000)}b\n`, 10),
    ends: ['time', 'events', 'error'],
  },
  {
    name: 'a pattern that swells',
    script: 'grep("((a{1000}){1000}){1000}", "/srv/a")',
    host: () => long('a\n', 10),
    ends: ['error'],
  },
  {
    name: 'a pattern of Unicode classes that swells',
    script: 'grep("(\\\\w{100}\\\\W{100}){20}", "/srv/a")',
    host: () => long('a\n', 10),
    ends: ['error'],
  },
  {
    name: 'a pattern of 2 MB',
    script: 'let p = "a|"; for i in 0..20 { p += p; } grep(p + "b", "/srv/a")',
    host: () => long('a\n', 10),
    ends: ['error', 'success', 'memory', 'time', 'output'],
  },
  {
    name: 'a pattern of 100,000 open groups',
    script: 'let p = "("; for i in 0..17 { p += p; } grep(p, "/srv/a")',
    host: () => long('a\n', 10),
    ends: ['error'],
  },
  {
    name: 'many patterns',
    script: 'let i = 0; loop { grep("a{" + i + "}x{500}", "/srv/a"); i += 1; }',
    host: () => long('a\n', 10),
    ends: ['time', 'memory', 'error', 'events'],
  },
  {
    name: 'greedy groups over a long line',
    script: 'loop { grep("(.*)(.*)(.*)(.*)(.*)z", "/srv/a"); }',
    host: () => long('abcdefgh', 500_000),
    ends: ['time', 'error', 'memory'],
  },
  {
    name: 'a match at every place',
    script: 'loop { sed([sed::regex, sed::all], "", "xxxxxxxxxxxxxxxx", "/srv/a"); }',
    host: () => long('abcdefgh', 200_000),
    ends: ['time', 'memory', 'error'],
  },
  {
    name: 'a replacement that names its group 100 times',
    script: () => `loop { sed([sed::regex, sed::all], "(.*)", "${'$1'.repeat(100)}", "/srv/a"); }`,
    host: () => long('abcdefgh', 500_000),
    ends: ['time', 'memory', 'error'],
  },
  {
    name: 'a glob with many stars',
    script: () => `loop { find_files("${'*a'.repeat(60)}*b", "/srv"); }`,
    host: () => ({ files: { [`/srv/${'a'.repeat(250)}`]: { content: '' } } }),
    ends: ['time', 'events', 'error', 'operations'],
  },
  {
    name: 'a million lines that all match',
    script: 'let s = grep("", "/srv/a"); s.len()',
    host: () => long('a\n', 1_000_000),
    ends: ['success', 'memory', 'error', 'time'],
  },
  {
    name: 'fields of a million lines',
    script: 'let s = cat("/srv/a"); loop { awk_split(s, " "); awk_field(1, s, " "); awk_count_unique(1, s, " "); }',
    host: () => long('a b c d e f\n', 500_000),
    ends: ['time', 'memory', 'error'],
  },
  {
    name: 'strings in a file of zeros',
    script:
      'let f = DirConfig().path("/srv").build().open(OpenDirOptions().build()).open_file("a", OpenFileOptions().read(true).build()); loop { f.extract_strings(); }',
    host: () => long('abcdefgh\u0000', 1_000_000),
    ends: ['time', 'memory', 'error'],
  },
  {
    name: 'the end of a large file, again and again',
    script: 'loop { tail("/srv/a"); wc("/srv/a"); }',
    host: () => long('a line\n', 2_000_000),
    ends: ['time', 'memory', 'error', 'events'],
  },
  { name: 'random text of great length', script: 'random_alphanumeric(9223372036854775807)', ends: ['memory'] },
  {
    name: 'random text that fills the memory',
    script: 'let a = []; loop { a.push(random_alphanumeric(10000000)); }',
    ends: ['error', 'memory', 'time'],
  },
];
