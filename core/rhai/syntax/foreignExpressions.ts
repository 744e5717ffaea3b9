// Operators, literals and functions of other languages.

import type { ForeignSyntax, Recognizer, RefusedPlace } from './foreignRewrites.ts';
import { instead, isBalanced, lineStart, replace, rewrite } from './foreignRewrites.ts';

export const foreignExpression: Recognizer = (place) =>
  word(place) ??
  conditional(place) ??
  defaulted(place) ??
  arrow(place) ??
  formatted(place) ??
  map(place) ??
  pointer(place) ??
  created(place) ??
  called(place) ??
  lines(place) ??
  label(place);

function word(place: RefusedPlace): ForeignSyntax | undefined {
  const { word: written, after, before } = place;
  const hasOperands = /[\w)\]"'`]\s*$/.test(before);
  if (written === 'and' && hasOperands) return instead(place, '&&', 'Rhai writes && for and.');
  if (written === 'or' && hasOperands) return instead(place, '||', 'Rhai writes || for or.');
  if (written === 'is' && hasOperands) return instead(place, '==', 'Rhai compares with ==.');
  if (written !== 'not' || !/^not\s+\S/.test(after)) return undefined;
  const operand = /^not\s+(?:in\b)?/.exec(after)?.[0] ?? 'not';
  const newText = operand.endsWith('in') ? '!in' : '!';
  return rewrite(
    'Rhai writes ! for not.',
    `Write ${newText}`,
    replace(place.start, place.start + operand.length, newText),
  );
}

/** `a ? b : c` and `b if a else c`. */
function conditional(place: RefusedPlace): ForeignSyntax | undefined {
  const { word: written, before, after, start } = place;
  if (written !== '?' && written !== 'if') return undefined;
  const isMark = written === '?';
  const rest = isMark
    ? /^\?\s*([^?:\n;]+?)\s*:\s*([^?:\n;]+?)\s*(?=[;\n]|$)/.exec(after)
    : /^if\s+([^\n;{}]+?)\s+else\s+([^\n;{}]+?)\s*(?=[;\n]|$)/.exec(after);
  if (!isMark && rest === null) return undefined;
  const hint = 'Rhai writes if condition { value } else { other }.';
  const from = lineStart(place);
  const lead =
    /^\s*(?:(?:let|const)\s+\w+\s*=(?!=)|return\b|[\w.]+\s*[-+*]?=(?!=))?\s*/.exec(before.slice(from))?.[0] ?? '';
  const first = before.slice(from + lead.length).trimEnd();
  const [whole = '', second = '', third = ''] = rest ?? [];
  if (first === '' || second === '' || ![first, second, third].every(isBalanced)) return { hint };
  const [condition, value] = isMark ? [first, second] : [second, first];
  const newText = `if ${condition} { ${value} } else { ${third} }`;
  return rewrite(hint, 'Write it with if', replace(from + lead.length, start + whole.length, newText));
}

/** `x ??= y`. */
function defaulted({ word: written, before, after, start }: RefusedPlace): ForeignSyntax | undefined {
  const target = written === '=' ? /([\w.]+)\s*\?\?$/.exec(before) : null;
  const value = /^=\s*([^;\n]+)/.exec(after);
  if (target === null || value === null) return undefined;
  const newText = `if ${target[1]} == () { ${target[1]} = ${value[1]} }`;
  return rewrite(
    'Rhai has no ??=.',
    'Write it with if',
    replace(start - target[0].length, start + value[0].length, newText),
  );
}

/** `x => x + 1` and `(a, b) => a + b`. */
function arrow({ before, after, start }: RefusedPlace): ForeignSyntax | undefined {
  const open = /\(\s*$/.exec(before);
  const several = open === null ? null : /^(\w+(?:\s*,\s*\w+)*)\s*\)\s*=>\s*/.exec(after);
  const single = /^(\w+)\s*=>\s*/.exec(after);
  const found = several ?? single;
  if (found === null || !/(?:=|[(,:]|\breturn)\s*$/.test(before)) return undefined;
  const from = several === null || open === null ? start : start - open[0].length;
  return rewrite(
    'Rhai writes functions without a name as |a, b| value.',
    `Write |${found[1]}|`,
    replace(from, start + found[0].length, `|${found[1]}| `),
  );
}

/** `f"a{x}"` and `$"a{x}"`. */
function formatted({ word: written, after, start }: RefusedPlace): ForeignSyntax | undefined {
  const literal = /^(?:f|\$)"((?:[^"\\\n])*)"/.exec(after);
  if ((written !== 'f' && !written.startsWith('$')) || literal === null || literal[1]?.includes('`') !== false)
    return undefined;
  const inner = literal[1].replaceAll(/\{\{|\}\}|\{/g, (brace) => (brace === '{' ? '${' : brace.slice(1)));
  return rewrite(
    'Texts in back-ticks take values with a dollar sign before the brace.',
    'Use a back-tick string',
    replace(start, start + literal[0].length, `\`${inner}\``),
  );
}

/** `{a: 1}` without `#`. */
function map({ before, after, word: written }: RefusedPlace): ForeignSyntax | undefined {
  const at = /(?:=|[(,:[]|\breturn|=>)\s*(\{)[ \t\r\n]*(?:"[^"\n]*"\s*|\w+\s*)?$/.exec(before);
  if (at === null || !(written === ':' || /^\w+\s*:(?!:)/.test(after))) return undefined;
  const brace = at.index + at[0].indexOf('{');
  return rewrite('Maps are written #{ key: value }.', 'Write #{', replace(brace, brace, '#'));
}

/** `Fn("==")`, and the name of a function as a value. */
function pointer({ message, before, after, start, word: written }: RefusedPlace): ForeignSyntax | undefined {
  const open = /\bFn\(\s*$/.exec(before);
  const operator = /^"([^\w"]+)"\s*\)/.exec(after);
  if (open !== null && operator !== null && message.includes('reserved')) {
    const newText = `|a, b| a ${operator[1]} b`;
    return rewrite(
      'An operator is no function.',
      `Write ${newText}`,
      replace(start - open[0].length, start + operator[0].length, newText),
    );
  }
  const isArgument = /\.\w+\(\s*$/.test(before) && /^\w+\s*\)/.test(after);
  if (!isArgument || !['info', 'warn', 'error', 'cat', 'ls', 'debug'].includes(written)) return undefined;
  return rewrite(
    'Functions of the SDK are called by a function of the script.',
    `Write |item| ${written}(item)`,
    replace(start, start + written.length, `|item| ${written}(item)`),
  );
}

/** `new Error("x")`. */
function created({ word: written, after, start }: RefusedPlace): ForeignSyntax | undefined {
  if (written !== 'new') return undefined;
  const error = /^new\s+\w*(?:Error|Exception)\(([^()]*)\)/.exec(after);
  if (error !== null)
    return rewrite(
      'Rhai throws values, such as texts.',
      `Write ${error[1]}`,
      replace(start, start + error[0].length, error[1] ?? ''),
    );
  return rewrite(
    'Objects are made without new.',
    'Remove new',
    replace(start, start + (/^new\s*/.exec(after)?.[0].length ?? 0), ''),
  );
}

/** `console.log(x)`, `exit 1`. */
function called({ word: written, after, start, end }: RefusedPlace): ForeignSyntax | undefined {
  const log = /^console\s*\.\s*(log|info|warn|error|debug)(?=\()/.exec(after);
  if (log !== null) {
    const name = log[1] === 'log' ? 'info' : (log[1] ?? 'info');
    return rewrite(
      'The log is written with info, warn and error.',
      `Write ${name}`,
      replace(start, start + log[0].length, name),
    );
  }
  const code = /^exit\s+(-?\w+)/.exec(after);
  if (written !== 'exit' || code === null) return undefined;
  return rewrite(
    'Rhai writes exit(value).',
    `Write exit(${code[1]})`,
    replace(start, end + code[0].length - 4, `exit(${code[1]})`),
  );
}

/** A text in double quotes that goes over several lines. */
function lines({ message, after, start }: RefusedPlace): ForeignSyntax | undefined {
  if (!message.startsWith('Open string is not terminated')) return undefined;
  const literal = /^"((?:[^"\\`]|\\")*)"/.exec(after);
  const hint = 'A text of several lines stands in back-ticks.';
  if (literal === null || literal[1]?.includes('${') !== false || !literal[1].includes('\n')) return undefined;
  return rewrite(
    hint,
    'Use a back-tick string',
    replace(start, start + literal[0].length, `\`${literal[1].replaceAll('\\"', '"')}\``),
  );
}

/** `outer: loop { break outer; }`. */
function label({ after }: RefusedPlace): ForeignSyntax | undefined {
  return /^\w+\s*:\s*(?:loop|while|for)\b/.test(after)
    ? { hint: 'Rhai has no labels: end the outer loop with a variable.' }
    : undefined;
}
