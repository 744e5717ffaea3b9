// Random Rhai programs that change strings, arrays and maps in every way they can, and show strings to `cat` on the way.

import fc from 'fast-check';

type Grammar = {
  readonly text: string;
  readonly test: string;
  readonly list: string;
  readonly statement: string;
  readonly body: string;
};

const STRINGS = ['s', 't', 'u', 'given'];
const LISTS = ['a', 'b'];
const LITERALS = ['"a"', '"/b"', '"x y "', '""', '"/srv/app"', '"B/c"'];

/** A program whose free variable `given` is a script argument. */
export function rhaiProgram(): fc.Arbitrary<string> {
  const { body, text } = grammar();
  return fc
    .tuple(fc.array(body, { minLength: 1, maxLength: 4 }), body, body, text, text, fc.boolean())
    .map(([main, first, second, result, other, early]) => {
      const leave = early ? 'if p == "a" { return q; }' : '';
      return [
        'const K = "/const";',
        `fn f(p, q) { let s = p; let t = q; let u = p + q; let given = "local"; let a = [p]; let b = [q]; let m = #{k: p}; let c = |x| x + p; ${leave} ${first} ${result} }`,
        `fn g(p) { let s = p; let t = p; let u = global::K; let given = p; let a = [p, "n"]; let b = []; let m = #{k: p}; let c = |x| p; ${second} ${other} }`,
        'fn grow() { this += "!"; }',
        'fn same(p) { p }',
        'let s = "one"; let t = given; let u = "/three"; let a = ["x", "y"]; let b = [given]; let m = #{k: "v", j: given}; let c = |x| x + "c";',
        // One failed piece does not keep the next from running.
        ...main.map((piece, i) => (i % 2 === 0 ? `try { ${piece} } catch (e) { cat(s); }` : piece)),
        'cat(s); cat(t); cat(u); cat(m.k); for v in a { cat(v); } for v in b { cat(v); }',
      ].join('\n');
    });
}

function grammar(): { readonly [K in keyof Grammar]: fc.Arbitrary<Grammar[K]> } {
  return fc.letrec<Grammar>((tie) => {
    const [text, test, list, body] = [tie('text'), tie('test'), tie('list'), tie('body')];
    const string = fc.constantFrom(...STRINGS);
    const array = fc.constantFrom(...LISTS);
    return {
      text: fc.oneof(
        { maxDepth: 2, depthSize: 'small' },
        fc.constantFrom(...LITERALS, ...STRINGS),
        fc.constantFrom('m.k', 'm["j"]', 'a[0]', 'b[-1]', 'a[1]', '(m?.z ?? "none")'),
        fc.tuple(text, text).map(([l, r]) => `(${l} + ${r})`),
        fc.tuple(text, text).map(([l, r]) => `\`\${${l}}/\${${r}}-\``),
        text.map((p) => `cat(${p})`),
        fc.tuple(text, text).map(([p, q]) => `f(${p}, ${q})`),
        text.map((p) => `g(${p})`),
        text.map((p) => `same(${p})`),
        text.map((p) => `c.call(${p})`),
        text.map((p) => `Fn("same").call(${p})`),
        text.map((p) => `Fn("cat").call(${p})`),
        text.map((p) => `${p}.to_upper()`),
        text.map((p) => `${p}.sub_string(1)`),
        fc
          .tuple(test, text, text)
          .map(([i, l, r]) => `if ${i} { ${l} } else { ${r} }`)
          .map(wrap),
        fc
          .tuple(text, text, text)
          .map(([s, l, r]) => `switch ${s} { "a" => ${l}, _ => ${r} }`)
          .map(wrap),
        fc.tuple(body, text).map(([s, r]) => wrap(`{ ${s} ${r} }`)),
        fc.tuple(list, text).map(([l, r]) => `(${l}.map(|x| x + ${r})[0])`),
        list.map((l) => `(${l}.find(|x| x != "a") ?? "nothing")`),
        fc.tuple(text, fc.constantFrom('"/"', '"a"')).map(([p, d]) => `(${p}.split(${d})[0])`),
        fc.tuple(test, text).map(([i, p]) => wrap(`loop { if ${i} { break ${p}; } break "end"; }`)),
      ),
      list: fc.oneof(
        { maxDepth: 2, depthSize: 'small' },
        array,
        fc.array(text, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
        fc.tuple(list, list).map(([l, r]) => `(${l} + ${r})`),
        fc.tuple(list, test).map(([l, i]) => `${l}.filter(|x| { cat(x); ${i} })`),
        fc.constantFrom('m.keys()', 'm.values()'),
        text.map((p) => `${p}.split("/")`),
      ),
      test: fc.oneof(
        { maxDepth: 2, depthSize: 'small' },
        fc.constantFrom('true', 'false', 'a.len() > 2', 'm.contains("z")', 'given == "a"'),
        fc.tuple(text, text, fc.constantFrom('==', '!=')).map(([l, r, o]) => `${l} ${o} ${r}`),
        text.map((p) => `${p}.contains("a")`),
        fc.tuple(test, test, fc.constantFrom('&&', '||')).map(([l, r, o]) => `(${l} ${o} ${r})`),
        test.map((i) => `!(${i})`),
      ),
      statement: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        text.map((p) => `cat(${p});`),
        fc.tuple(string, fc.constantFrom('=', '+='), text).map(([v, o, p]) => `${v} ${o} ${p};`),
        fc.tuple(string, text).map(([v, p]) => `let ${v} = ${p};`),
        fc
          .tuple(
            string,
            fc.constantFrom(
              'trim()',
              'replace("a", "zz")',
              'make_upper()',
              'grow()',
              'clear()',
              'crop(1)',
              'pad(6, "p")',
              'pop()',
              'truncate(2)',
              'remove("a")',
            ),
          )
          .map(([v, x]) => `${v}.${x};`),
        fc.tuple(string, text).map(([v, p]) => `${v}.append(${p});`),
        fc.tuple(array, list).map(([v, l]) => `${v} = ${l};`),
        fc.tuple(array, text).map(([v, p]) => `${v}.push(${p});`),
        fc.tuple(array, text).map(([v, p]) => `push(${v}, ${p});`),
        fc
          .tuple(
            array,
            fc.constantFrom(
              'pop()',
              'shift()',
              'reverse()',
              'sort()',
              'clear()',
              'truncate(1)',
              'dedup()',
              'retain(|x| x != "y")',
              'drain(|x| x == "x")',
              'insert(0, "in")',
              'remove(0)',
              'set(0, "set")',
              'splice(0, 1, ["sp"])',
              'chop(1)',
              'split(1)',
              'append(["ap"])',
            ),
          )
          .map(([v, x]) => `${v}.${x};`),
        fc
          .tuple(array, fc.constantFrom('0', '-1', '1'), fc.constantFrom('=', '+='), text)
          .map(([v, i, o, p]) => `${v}[${i}] ${o} ${p};`),
        fc.tuple(array, array).map(([v, w]) => `{ let copy = ${v}; copy.push("cp"); ${w} += copy; }`),
        fc.tuple(fc.constantFrom('m.k', 'm["j"]', 'm.z', 'm[s]'), text).map(([v, p]) => `${v} = ${p};`),
        fc.constantFrom(
          'm.remove("k");',
          'm.clear();',
          'm += #{k: s};',
          'm.mixin(#{j: t});',
          'm.set("k", u);',
          '{ let n = m; n.k = "other"; cat(n.k); }',
          'm.k.trim();',
          'm.k.grow();',
          'a[0].trim();',
        ),
        fc.tuple(test, body, body).map(([i, l, r]) => `if ${i} { ${l} } else { ${r} }`),
        fc.tuple(test, body).map(([i, l]) => `if ${i} { ${l} }`),
        fc.tuple(list, body).map(([l, x]) => `for v in ${l} { cat(v); s = v; ${x} }`),
        body.map((x) => `for i in 0..3 { t = t + i; ${x} if i == 1 { continue; } cat(t); }`),
        fc
          .tuple(body, test, body)
          .map(([x, i, y]) => `{ let n = 0; while n < 3 { n += 1; ${x} if ${i} { break; } ${y} } }`),
        fc.tuple(body, test).map(([x, i]) => `{ let n = 0; do { n += 1; ${x} if n > 2 { break; } } while ${i}; }`),
        fc.tuple(body, body).map(([x, y]) => `try { ${x} throw "thrown"; } catch (e) { ${y} }`),
        fc.tuple(body, body).map(([x, y]) => `try { ${x} } catch { ${y} }`),
        fc.tuple(string, text).map(([v, p]) => `c = |x| { ${v} = x; ${p} };`),
        text.map((p) => `c = |x| { cat(x); ${p} };`),
        fc.tuple(list, string).map(([l, v]) => `${l}.for_each(|x| { ${v} += x; });`),
        fc.tuple(array, text).map(([v, p]) => `{ let add = |x| ${v}.push(x); add.call(${p}); }`),
        fc.tuple(test, text).map(([i, p]) => `if ${i} { return ${p}; }`),
      ),
      body: fc.array(tie('statement'), { maxLength: 3 }).map((lines) => lines.join(' ')),
    };
  });
}

function wrap(expression: string): string {
  return `(${expression})`;
}
