// Scripts that take memory: in the engine's values, in the virtual host's files, in what the SDK gives back, in the run's result.

import type { HostileCase } from '../hostileCase.ts';

export const MEMORY: readonly HostileCase[] = [
  { name: 'a string that doubles', script: 'let s = "x"; loop { s += s; }', ends: ['memory'], always: true },
  { name: 'an array that doubles', script: 'let a = [1]; loop { a += a; }', ends: ['memory'] },
  {
    name: 'an array that is pushed to',
    script: 'let a = []; loop { a.push("0123456789012345678901234567890123456789"); }',
    ends: ['memory', 'operations', 'time'],
  },
  {
    name: 'a map with ever more keys',
    script: 'let m = #{}; let i = 0; loop { m["key" + i] = [i, i, i, i]; i += 1; }',
    ends: ['memory', 'operations', 'time'],
  },
  { name: 'a blob of 4 GB', script: 'blob(4000000000, 0)', ends: ['memory'], always: true },
  { name: 'a blob of all numbers', script: 'blob(9223372036854775807, 0)', ends: ['memory'] },
  { name: 'a blob that doubles', script: 'let b = blob(1, 1); loop { b += b; }', ends: ['memory'] },
  { name: 'an array that is padded', script: 'let a = []; a.pad(1000000000, 0); a.len()', ends: ['memory'] },
  { name: 'a string that is padded', script: 'let s = ""; s.pad(4000000000, "x"); s.len()', ends: ['memory'] },
  {
    name: 'an array that holds copies of itself',
    script: 'let a = [1]; loop { let b = a; b.push(a); b.push(a); a = b; }',
    ends: ['memory', 'time'],
  },
  {
    name: 'a string in which every letter doubles',
    script: 'let s = "x"; loop { s.replace("x", "xx"); }',
    ends: ['memory', 'time'],
  },
  {
    name: 'a long string that is split',
    script: 'let s = "a,"; for i in 0..24 { s += s; } s.split(",").len()',
    ends: ['memory', 'success'],
  },
  {
    name: 'a long string as characters',
    script: 'let s = "a"; for i in 0..26 { s += s; } s.to_chars().len()',
    ends: ['memory', 'success'],
  },
  {
    name: 'closures that keep what they captured',
    script: 'let a = []; loop { let s = "x"; s.pad(1000000, "x"); a.push(|| s); }',
    ends: ['memory', 'operations', 'time'],
  },
  {
    name: 'a memory limit that is caught',
    script: 'try { let s = "x"; loop { s += s; } } catch (e) { info("survived"); } "survived"',
    ends: ['memory'],
    always: true,
  },
  {
    name: 'a result of 100 MB',
    script: 'let s = "x"; s.pad(100000000, "x"); s',
    ends: ['output', 'memory'],
  },
  { name: 'a result of many values', script: 'let a = []; a.pad(2000000, 1234567); a', ends: ['output', 'memory'] },
  { name: 'a thrown text of 50 MB', script: 'let s = "x"; s.pad(50000000, "x"); throw s', ends: ['error', 'memory'] },
  {
    name: 'a thrown map with 50 MB',
    script: 'let s = "x"; s.pad(50000000, "x"); throw #{ kind: s, message: s, source: s }',
    ends: ['error', 'memory'],
  },
  {
    name: 'a variable of 100 MB as argument of a call',
    script: 'let s = "x"; s.pad(100000000, "x"); for i in 0..20 { try { cat(s); } catch (e) { } } "done"',
    ends: ['success', 'memory', 'time'],
  },
  { name: 'a number sequence without end', script: 'seq(0, 9223372036854775806)', ends: ['memory'], always: true },
  { name: 'many numbers', script: 'seq(1, 30000000).len()', ends: ['memory'] },
  {
    name: 'JSON of a large map',
    script:
      'let m = #{}; let s = "x"; s.pad(1000000, "x"); for i in 0..60 { m["k" + i] = s; } let t = m.to_json(); m.t = t; m.u = t; m.to_json().len()',
    ends: ['memory', 'success'],
  },
  {
    name: 'JSON that is parsed large',
    script:
      'let s = "[1"; for i in 0..22 { s += ",1"; } let t = s; for i in 0..18 { t += s.sub_string(1); } t += "]"; parse_json(t)',
    ends: ['error', 'memory', 'success', 'output'],
  },
  {
    name: 'a file that doubles',
    script:
      'write("/tmp/a", "0123456789abcdef"); loop { let s = cat("/tmp/a"); write([write::replace], "/tmp/a", s + s); }',
    ends: ['memory', 'time'],
  },
  {
    name: 'a file that is appended to',
    script: 'let s = "x"; s.pad(1000000, "x"); loop { write([write::append], "/tmp/a", s); }',
    ends: ['memory', 'time', 'error'],
  },
  {
    name: 'many files with much in them',
    script: 'let s = "x"; s.pad(1000000, "x"); let i = 0; loop { write("/tmp/f" + i, s); i += 1; }',
    ends: ['memory', 'time'],
  },
  {
    name: 'a file in which every letter doubles',
    script: 'write("/tmp/a", "x"); loop { write([write::replace], "/tmp/a", sed([sed::all], "x", "xx", "/tmp/a")); }',
    ends: ['memory', 'time'],
  },
  {
    name: 'replacing in a file without end',
    script: `let d = DirConfig().path("/tmp").build().open(OpenDirOptions().build());
      write("/tmp/a", "x");
      let f = d.open_file("a", OpenFileOptions().read(true).write(true).build());
      loop { f = f.replace_text("x", "xx", ReplacementOptions().replace_all(true).build()); }`,
    ends: ['memory', 'error', 'time'],
  },
  {
    name: 'files without number',
    script: 'let i = 0; loop { touch("/tmp/f" + i); i += 1; }',
    ends: ['memory', 'events', 'time', 'operations'],
  },
  {
    name: 'a file of a terabyte',
    script: `let d = DirConfig().path("/tmp").build().open(OpenDirOptions().build());
      write("/tmp/a", "x");
      let f = d.open_file("a", OpenFileOptions().read(true).write(true).build());
      f.truncate(TruncateOptions().size(1000).format(SizeUnit::GIGABYTES).build()); f.read()`,
    ends: ['memory'],
  },
  {
    name: 'an allocation of all space',
    script: `let d = DirConfig().path("/tmp").build().open(OpenDirOptions().build());
      write("/tmp/a", "x");
      let f = d.open_file("a", OpenFileOptions().read(true).write(true).build());
      f.fallocate(FallocateOptions().length(9000000000).build()); cat("/tmp/a")`,
    ends: ['memory', 'error'],
  },
  {
    name: 'alarms without number',
    script: 'loop { AlarmBuilder().type("A").details("0123456789012345678901234567890123456789").publish(); }',
    ends: ['memory', 'operations', 'events', 'time'],
  },
  {
    name: 'metrics without number',
    script:
      'let i = 0; loop { MetricBuilder().name("m" + i).value(1.0).unit(MetricUnitType::COUNT).publish(); i += 1; }',
    ends: ['memory', 'operations', 'events', 'time', 'error'],
  },
  {
    name: 'handles without number',
    script: 'let a = []; loop { a.push(DirConfig().path("/etc").build().open(OpenDirOptions().build())); }',
    ends: ['events', 'operations', 'memory', 'time'],
  },
  {
    name: 'dates without number',
    script: 'let a = []; loop { a.push(DateTime(2026, 1, 1, 0, 0, 0, 0)); }',
    ends: ['events', 'operations', 'memory', 'time'],
  },
];
