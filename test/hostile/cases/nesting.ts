// Depth: of calls, of the source, of values.

import type { HostileCase } from '../hostileCase.ts';

const nested = (open: string, inner: string, close: string, depth: number) => (): string =>
  open.repeat(depth) + inner + close.repeat(depth);

export const NESTING: readonly HostileCase[] = [
  { name: 'a function that calls itself', script: 'fn f(n) { f(n + 1) } f(0)', ends: ['callDepth'], always: true },
  { name: 'functions that call each other', script: 'fn a(n) { b(n) } fn b(n) { a(n) } a(0)', ends: ['callDepth'] },
  {
    name: 'a closure that is handed itself',
    script: 'let f = |g, n| g.call(g, n + 1); f.call(f, 0)',
    ends: ['callDepth', 'error'],
  },
  { name: 'a callback of map that maps', script: 'fn f(x) { [x].map(|y| f(y)) } f(1)', ends: ['callDepth', 'error'] },
  {
    name: 'Ackermann',
    script: 'fn a(m, n) { if m == 0 { n + 1 } else if n == 0 { a(m - 1, 1) } else { a(m - 1, a(m, n - 1)) } } a(4, 4)',
    ends: ['callDepth'],
  },
  { name: 'curried pointers', script: 'fn f(p) { p.call(p) } let p = Fn("f"); f(p)', ends: ['callDepth', 'error'] },
  {
    name: 'a method that calls itself on this',
    script: 'fn grow() { this.push(1); this.grow(); } let a = []; a.grow();',
    ends: ['callDepth', 'error'],
  },
  { name: 'ten thousand parentheses', script: nested('(', '1', ')', 10_000), ends: ['error'], always: true },
  { name: 'a million open parentheses', script: nested('(', '1', '', 1_000_000), ends: ['error'] },
  { name: 'nested array literals', script: nested('[', '1', ']', 20_000), ends: ['error'] },
  { name: 'nested map literals', script: nested('#{a:', '1', '}', 20_000), ends: ['error'] },
  { name: 'nested blocks', script: nested('{', '1', '}', 20_000), ends: ['error'] },
  { name: 'nested ifs', script: nested('if true {', '1', '}', 20_000), ends: ['error'] },
  {
    name: 'a chain of else ifs',
    script: nested('if false {} else ', '{}', '', 20_000),
    ends: ['error', 'success', 'engine'],
  },
  { name: 'nested closures', script: nested('|a|', '1', '', 20_000), ends: ['error'] },
  { name: 'nested interpolations', script: nested('`${', '1', '}`', 2_000), ends: ['error'] },
  { name: 'many signs', script: nested('-', '1', '', 100_000), ends: ['error'] },
  { name: 'many negations', script: nested('!', 'true', '', 100_000), ends: ['error'] },
  { name: 'a sum of 200,000 terms', script: nested('1 + ', '1', '', 200_000), ends: ['error', 'success', 'engine'] },
  {
    name: 'a chain of 100,000 calls',
    script: nested('', '"a"', '.to_string()', 100_000),
    ends: ['error', 'success', 'engine'],
  },
  { name: 'nested comments', script: nested('/*', '', '*/', 200_000), ends: ['error', 'success'] },
  {
    name: 'a switch with 50,000 cases',
    script: () => `switch 1 { ${Array.from({ length: 50_000 }, (_, n) => `${n} => ${n},`).join('')} _ => 0 }`,
    ends: ['error', 'success', 'time'],
  },
  { name: 'a script of 4 MB', script: () => 'let a = 1;\n'.repeat(400_000), ends: ['error', 'success', 'memory'] },
  {
    name: 'an array in an array in an array',
    script: 'let a = []; for i in 0..300000 { a = [a]; } "built"',
    ends: ['engine', 'success', 'memory', 'time'],
  },
  {
    name: 'a deep map as text',
    script: 'let a = #{}; for i in 0..20000 { a = #{ a: a }; } a.to_string().len()',
    ends: ['engine', 'success', 'memory', 'time'],
  },
  {
    name: 'a deep array compared with itself',
    script: 'let a = []; for i in 0..20000 { a = [a]; } let b = a; a == b',
    ends: ['engine', 'success', 'memory', 'error', 'time'],
  },
  {
    name: 'a chain of closures',
    script: 'let f = || 1; for i in 0..100000 { let g = f; f = || g.call(); } f.call()',
    ends: ['callDepth', 'engine', 'error', 'memory'],
  },
  {
    name: 'deep JSON',
    script: 'let s = "["; for i in 0..20 { s += s; } parse_json(s)',
    ends: ['error', 'engine', 'memory'],
  },
  {
    name: 'arguments nested 50,000 deep',
    script: '1',
    argumentsJson: () => `{"a": ${'{"listValue":['.repeat(50_000)}${']}'.repeat(50_000)}}`,
    ends: ['error'],
  },
  {
    name: 'a module that imports itself',
    script: 'import "/srv/m" as m; "imported"',
    host: { files: { '/srv/m.rhai': { content: 'import "/srv/m" as m;' } } },
    ends: ['engine', 'error'],
    always: true,
  },
  {
    name: 'modules that import each other',
    script: 'import "/srv/a" as a; a::x',
    host: {
      files: {
        '/srv/a.rhai': { content: 'import "/srv/b" as b;' },
        '/srv/b.rhai': { content: 'import "/srv/a" as a;' },
      },
    },
    ends: ['engine', 'error', 'time'],
  },
  {
    name: 'an endless module',
    script: 'try { import "/srv/m" as m; info("survived"); } catch (e) { info("survived"); } "survived"',
    host: { files: { '/srv/m.rhai': { content: 'let n = 0; loop { n += 1; }' } } },
    ends: ['operations'],
  },
];
