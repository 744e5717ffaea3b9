// The formatter: what it does to layouts that people write, and that it changes nothing but white space.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadCatalog } from '#core/catalog/catalog.ts';
import { createRhaiCompiler } from '#core/node/rhaiWasm.ts';
import { formatChanges, formatScript } from '#core/rhai/format/formatScript.ts';
import { parse } from '#core/rhai/syntax/parser.ts';
import { recordedCases } from '#test/recordedCases.ts';
import { engineModule, runSmall, shown } from '#test/rhaiEngine.ts';
import { rhaiProgram } from '#test/rhaiPrograms.ts';
import { rhaiScript } from '#test/rhaiScripts.ts';
import { changed } from '#test/scriptModel.ts';

const RUNS = Number(process.env['REHEARSAL_FUZZ_RUNS'] ?? 300);
const compiler = createRhaiCompiler(engineModule, loadCatalog().data);

test.each([
  ['let a=1;let b = a+1;', 'let a = 1;\nlet b = a + 1;\n'],
  ['fn f(a,b){a}', 'fn f(a, b) { a }\n'],
  ['fn f(a){let b=a;b}', 'fn f(a) {\n    let b = a;\n    b\n}\n'],
  ['if a{b}else{c}', 'if a { b } else { c }\n'],
  ['if a\n{\nb\n}\nelse\n{\nc\n}', 'if a {\n    b\n} else {\n    c\n}\n'],
  ['if a { b }\n\n\n\nc', 'if a { b }\n\nc\n'],
  ['{\n\n  a\n\n}', '{\n    a\n}\n'],
  ['x.map(|a|a+1).filter( | b | b>2 )', 'x.map(|a| a + 1).filter(|b| b > 2)\n'],
  ['x.each(||1)', 'x.each(|| 1)\n'],
  ['let x=-1- -a*!b', 'let x = -1 - -a * !b\n'],
  ['#{a:1,"b":2}', '#{ a: 1, "b": 2 }\n'],
  ['let m=#{\na:1,\nb:2}', 'let m = #{\n    a: 1,\n    b: 2\n}\n'],
  ['f( a ,\nb )', 'f(\n    a,\n    b\n)\n'],
  ['f(a,|x|{\nx})', 'f(a, |x| {\n    x\n})\n'],
  ['switch x{1=>"a",_=>"b"}', 'switch x { 1 => "a", _ => "b" }\n'],
  ['switch x {\n1|2 if y=>{a}\n_=>b,}', 'switch x {\n    1 | 2 if y => { a }\n    _ => b,\n}\n'],
  ['let o = A()\n.b(1)\n.c();', 'let o = A()\n    .b(1)\n    .c();\n'],
  ['let a = b &&\nc;', 'let a = b &&\n    c;\n'],
  ['try{f()}catch(e){g(e)}', 'try { f() } catch (e) { g(e) }\n'],
  ['do{a}while b', 'do { a } while b\n'],
  ['for (v,i) in 0..9{f(v,i)}', 'for (v, i) in 0..9 { f(v, i) }\n'],
  ['a?.b?[0]??c', 'a?.b?[0] ?? c\n'],
  ['cat ::number', 'cat::number\n'],
  ['import "x"as y;export a as b;', 'import "x" as y;\nexport a as b;\n'],
  ['a; // behind\n// above\nb', 'a; // behind\n// above\nb\n'],
  ['f(a, // one\nb)', 'f(\n    a, // one\n    b\n)\n'],
  [
    `let s=\`a \${ b+ c } d\``,
    `let s = \`a \${ b+ c } d\`
`,
  ],
  ['[1,\n2,3]', '[\n    1,\n    2, 3\n]\n'],
  ['/* a */ f( /* b */ )', '/* a */ f(/* b */)\n'],
  ['', ''],
  ['let a = ;', 'let a = ;'],
])('%j', (source, expected) => {
  expect(formatScript(source)).toBe(expected);
});

test('lines that are too long are broken at their brackets', () => {
  const long = `write([write::append], "/srv/reports/a-rather-long-name-of-a-file.txt", "some text that is long", true, false);`;
  expect(formatScript(long)).toBe(`write(
    [write::append],
    "/srv/reports/a-rather-long-name-of-a-file.txt",
    "some text that is long",
    true,
    false
);
`);
  const closure = `let names = entries.filter(|entry| entry.metadata().file_size() > 1000 && something_else(entry, { let a = 1; a }));`;
  expect(
    formatScript(closure)
      .split('\n')
      .every((line) => line.length <= 100),
  ).toBe(true);
});

test('tabs and widths are the editor’s', () => {
  expect(formatScript('fn f() {\n1\n}', { tabSize: 2, insertSpaces: true })).toBe('fn f() {\n  1\n}\n');
  expect(formatScript('fn f() {\n1\n}', { tabSize: 4, insertSpaces: false })).toBe('fn f() {\n\t1\n}\n');
  expect(formatScript('fn f() {\r\n1\r\n}')).toBe('fn f() {\r\n    1\r\n}\r\n');
});

test('a range changes only the statements that it touches', () => {
  const text = 'let a=1;\nlet b=2;\nlet c=3;';
  const changes = formatChanges(parse(text), { tabSize: 4, insertSpaces: true }, { start: 12, end: 13 });
  expect(changed(text, changes)).toBe('let a=1;\nlet b = 2;\nlet c=3;');
});

describe('only white space changes', () => {
  const tokensOf = (text: string) => {
    const { tokens } = parse(text);
    const comments = tokens.comments.map(({ span }) => text.slice(span.start, span.end));
    return [tokens.starts.map((start, index) => text.slice(start, tokens.ends[index])), comments];
  };
  const expectSame = (text: string): void => {
    const formatted = formatScript(text);
    expect(formatScript(formatted)).toBe(formatted);
    expect(tokensOf(formatted)).toEqual(tokensOf(text));
  };
  const namesIn = (text: string) => [...new Set(text.match(/[A-Za-z_]\w*/g))];

  test('in every recorded script, and the engine takes both alike', () => {
    for (const { script } of recordedCases()) {
      expectSame(script);
      const names = namesIn(script);
      expect(compiler.compile(formatScript(script), names).ok).toBe(compiler.compile(script, names).ok);
    }
  });

  test('in generated scripts', () => {
    fc.assert(fc.property(rhaiScript(), expectSame), { numRuns: RUNS });
  });

  test('in scripts whose white space is anything', () => {
    const scripts = recordedCases().map(({ script }) => script);
    const shaken = fc.constantFrom(...scripts).chain((script) => shake(script));
    fc.assert(fc.property(shaken, expectSame), { numRuns: RUNS });
  });

  test('and programs do the same', () => {
    // What is called, with what, and how it ends; positions and the names of closures differ.
    const outcome = (text: string) => {
      const calls: unknown[] = [];
      const end = shown(
        runSmall(text, (call) => {
          calls.push([call.function, call.arguments]);
          return { kind: 'value', value: { kind: 'unit' } };
        }),
      );
      return { calls, end: end.replaceAll(/line \d+, position \d+|anon\$\w+/g, '') };
    };
    const same = (text: string): void => {
      expect(outcome(formatScript(text))).toEqual(outcome(text));
    };
    fc.assert(fc.property(rhaiProgram(), same), { numRuns: Math.ceil(RUNS / 6) });
  });
});

/** The script with other white space between its tokens, where that leaves the tokens as they are. */
function shake(script: string): fc.Arbitrary<string> {
  const { tokens } = parse(script);
  const hasComments = tokens.comments.length > 0 || tokens.kinds.includes('template');
  if (hasComments) return fc.constant(script);
  const spaces = fc.array(fc.constantFrom(' ', '\n', '  ', '\n\n\n', ''), {
    minLength: tokens.kinds.length,
    maxLength: tokens.kinds.length,
  });
  return spaces.map((gaps) => {
    const texts = tokens.starts.map((start, index) => script.slice(start, tokens.ends[index]));
    return texts
      .map((text, index) => {
        const gap = gaps[index] ?? ' ';
        const touches = tokens.starts[index] === tokens.ends[index - 1];
        // Only where the author put white space may it go, and tokens that touched stay together.
        return index === 0 ? text : touches ? text : (gap === '' ? ' ' : gap) + text;
      })
      .join('');
  });
}
