// Random Rhai scripts: some from a grammar, some damaged so that most are wrong in one place.

import fc from 'fast-check';
import { tokenize } from '#core/rhai/syntax/lexer.ts';
import { chainForm, definitionForm, numberForm, statementForm, stringForm, switchForm } from '#test/rhaiForms.ts';

/** Pieces that stand in for any token when a script is damaged. */
const PIECES = [
  'let',
  'const',
  'if',
  'else',
  'switch',
  'while',
  'loop',
  'do',
  'until',
  'for',
  'in',
  '!in',
  'break',
  'continue',
  'return',
  'throw',
  'try',
  'catch',
  'fn',
  'private',
  'import',
  'export',
  'as',
  'true',
  'false',
  'this',
  'print',
  'eval',
  'call',
  'type_of',
  'x',
  'f',
  'Fn',
  '_',
  'global',
  '(',
  ')',
  '()',
  '[',
  ']',
  '{',
  '}',
  '#{',
  '?[',
  '?.',
  '.',
  '..',
  '..=',
  ',',
  ';',
  ':',
  '::',
  '=>',
  '=',
  '==',
  '!',
  '!=',
  '+',
  '-',
  '*',
  '**',
  '/',
  '|',
  '||',
  '&',
  '&&',
  '??',
  '<',
  '>',
  '<<',
  '+=',
  '|=',
  '1',
  '-1',
  '2.5',
  '"s"',
  "'c'",
  '`t`',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Rhai's interpolation, not ours
  '`a${x}b`',
  '#"r"#',
  '0x1f',
  '1e3',
  '@',
  '~',
  '"',
  '`',
  "'",
  '\n',
  ' ',
];

const ATOMS = [
  '1',
  '-1',
  '2.5',
  '"a"',
  '"\\n"',
  "'c'",
  '`t`',
  '#"r"#',
  'true',
  '()',
  '[]',
  '#{}',
  'm::x',
  'm::n::f(1)',
];

/** Right in few places only. */
const RARE_ATOMS = ['this', '..', '_', 'global::x', 'K'];

const NAMES = ['x', 'y', 'item', 'path', 'f', 'g', 'list'];

/** A script that is right in most places. */
export function rhaiScript(): fc.Arbitrary<string> {
  return grammar().script;
}

/** The text with one or two tokens dropped, doubled, swapped or replaced, or a piece of it cut out. */
export function damage(text: string): fc.Arbitrary<string> {
  const { starts, ends } = tokenize(text);
  const last = Math.max(0, starts.length - 1);
  const step = fc.tuple(
    fc.nat(last),
    fc.nat(last),
    fc.constantFrom('drop', 'double', 'swap', 'replace', 'insert', 'cut'),
    fc.constantFrom(...PIECES),
  );
  return step.map(([first, second, kind, piece]) => {
    const [a, b] = first <= second ? [first, second] : [second, first];
    const token = (i: number): string => text.slice(starts[i], ends[i]);
    const [start, end] = [starts[a] ?? 0, ends[a] ?? 0];
    switch (kind) {
      case 'drop':
        return text.slice(0, start) + text.slice(end);
      case 'double':
        return `${text.slice(0, end)} ${text.slice(start)}`;
      case 'swap':
        if (a === b) return text;
        return text.slice(0, start) + token(b) + text.slice(end, starts[b]) + token(a) + text.slice(ends[b]);
      case 'replace':
        return text.slice(0, start) + piece + text.slice(end);
      case 'insert':
        return `${text.slice(0, start)}${piece}${text.slice(start)}`;
      default:
        return text.slice(0, start) + text.slice(ends[Math.min(b, a + 6)]);
    }
  });
}

type Grammar = {
  readonly script: string;
  readonly statement: string;
  readonly block: string;
  readonly expression: string;
  readonly atom: string;
  /** What may stand where a truth value is wanted. */
  readonly test: string;
};

function grammar(): { readonly [K in keyof Grammar]: fc.Arbitrary<Grammar[K]> } {
  return fc.letrec<Grammar>((tie) => {
    const name = fc.constantFrom(...NAMES);
    const expression = tie('expression');
    const test = tie('test');
    // Right nearly always.
    const place = fc.oneof({ weight: 12, arbitrary: name }, { weight: 1, arbitrary: tie('atom') });
    const jump = fc.constantFrom('break;', 'continue;', 'break 1;', '_;', 'fn late() {}', 'export x;', '}');
    const block = tie('block');
    const list = fc.array(expression, { maxLength: 3 }).map((items) => items.join(', '));
    const operator = fc.constantFrom(
      '+',
      '-',
      '*',
      '/',
      '%',
      '**',
      '==',
      '!=',
      '<',
      '<=',
      '&&',
      '||',
      '??',
      '..',
      '..=',
      '|',
      '&',
      '^',
      '<<',
      'in',
      '!in',
    );
    return {
      script: fc
        .array(
          fc.oneof(
            { weight: 60, arbitrary: tie('statement') },
            { weight: 12, arbitrary: definition(name, block) },
            { weight: 12, arbitrary: definitionForm({ value: expression, test, block }) },
            { weight: 1, arbitrary: jump },
          ),
          { minLength: 1, maxLength: 5 },
        )
        .map((lines) => ['import "p" as m;', ...lines].join('\n')),
      test: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom(...NAMES, 'true', 'false', 'f(x)', 'x.y', 'x[0]', 'm::x'),
        fc
          .tuple(expression, fc.constantFrom('==', '!=', '<', '<=', '>', '>=', 'in', '!in'), expression)
          .map(([a, op, b]) => `(${a}) ${op} (${b})`),
        fc
          .tuple(tie('test'), fc.constantFrom('&&', '||', '|', '??'), tie('test'))
          .map(([a, op, b]) => `${a} ${op} ${b}`),
        tie('test').map((a) => `!(${a})`),
        expression.map((a) => `x == ${a}`),
      ),
      block: fc.array(tie('statement'), { maxLength: 2 }).map((lines) => `{ ${lines.join(' ')} }`),
      statement: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc
          .tuple(fc.constantFrom('let', 'let', 'const'), name, expression)
          .map(([word, id, value]) => `${word} ${word === 'const' ? 'K' : id} = ${value};`),
        expression.map((value) => `${value};`),
        fc
          .tuple(place, fc.constantFrom('=', '+=', '??', '|='), expression)
          .map(([target, op, value]) => `${target} ${op} ${value};`),
        fc.tuple(test, block, block).map(([test, then, other]) => `if ${test} ${then} else ${other}`),
        fc.tuple(test, block).map(([test, body]) => `while ${test} ${body}`),
        fc.tuple(name, name, expression, block).map(([a, b, items, body]) => `for (${a}, ${b}) in ${items} ${body}`),
        fc.tuple(block, test).map(([body, test]) => `do ${body} until ${test};`),
        fc.tuple(block, name, block).map(([body, id, handler]) => `try ${body} catch (${id}) ${handler}`),
        fc
          .tuple(expression, expression, expression)
          .map(([s, a, b]) => `switch ${s} { "k" => ${a}, 1..5 if x => { ${b} } _ => () }`),
        fc
          .tuple(fc.constantFrom('return', 'throw'), fc.option(expression))
          .map(([word, value]) => `${word} ${value ?? ''};`),
        fc
          .tuple(fc.constantFrom('break', 'continue', 'break x', 'return'), block, test)
          .map(([word, body, test]) => `while ${test} { ${body} if x { ${word}; } }`),
        fc.constantFrom('x.f();', 'y = x;', 'x[0].y += 1;'),
        fc.tuple(expression, name).map(([path, id]) => `import ${path} as ${id};`),
        statementForm({ value: expression, test, block }),
        switchForm({ value: expression, test, block }),
      ),
      expression: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        tie('atom'),
        fc.tuple(expression, operator, expression).map(([a, op, b]) => `${a} ${op} ${b}`),
        fc.tuple(fc.constantFrom('-', '+', '!', '- '), expression).map(([op, a]) => op + a),
        expression.map((a) => `(${a})`),
        fc.tuple(name, list).map(([id, args]) => `${id}(${args})`),
        fc
          .tuple(expression, fc.constantFrom('.', '?.'), name, list)
          .map(([a, dot, id, args]) => `${a}${dot}${id}(${args})`),
        fc.tuple(expression, fc.constantFrom('.', '?.'), name).map(([a, dot, id]) => a + dot + id),
        fc.tuple(expression, fc.constantFrom('[', '?['), expression).map(([a, open, b]) => `${a}${open}${b}]`),
        list.map((items) => `[${items}]`),
        fc.tuple(name, expression).map(([id, value]) => `#{${id}: ${value}, "k": 1}`),
        fc.tuple(name, expression).map(([id, body]) => `|${id}| ${body}`),
        fc
          .tuple(expression, fc.string({ maxLength: 4 }))
          .map(([value, text]) => `\`${text.replace(/[`\\$]/g, '')}\${${value}}\``),
        fc.tuple(test, expression, expression).map(([a, b, c]) => `if ${a} { ${b} } else { ${c} }`),
        block,
        expression.map((a) => `loop { break ${a}; }`),
        chainForm(expression),
        stringForm(expression),
      ),
      atom: fc.oneof(
        { weight: 40, arbitrary: fc.constantFrom(...NAMES, ...ATOMS) },
        { weight: 1, arbitrary: fc.constantFrom(...RARE_ATOMS) },
        { weight: 12, arbitrary: numberForm() },
      ),
    };
  });
}

function definition(name: fc.Arbitrary<string>, block: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom('fn', 'private fn'), name, fc.uniqueArray(name, { maxLength: 2 }), block)
    .map(([word, id, parameters, body]) => `${word} ${id}(${parameters.join(', ')}) ${body}`);
}
