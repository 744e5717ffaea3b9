// Declarations, branches and loops of other languages.

import type { ForeignSyntax, Recognizer, RefusedPlace } from './foreignRewrites.ts';
import { instead, isBalanced, lineStart, replace, rewrite } from './foreignRewrites.ts';

/** Words for which Rhai has another. */
const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  elif: ['else if', 'Rhai writes else if.'],
  elseif: ['else if', 'Rhai writes else if.'],
  elsif: ['else if', 'Rhai writes else if.'],
  foreach: ['for', 'Rhai writes for ... in.'],
  def: ['fn', 'Rhai declares functions with fn.'],
  func: ['fn', 'Rhai declares functions with fn.'],
  function: ['fn', 'Rhai declares functions with fn.'],
  except: ['catch', 'Rhai writes try { } catch (error) { }.'],
};

export const foreignStatement: Recognizer = (place) =>
  word(place) ??
  modifier(place) ??
  annotation(place) ??
  counting(place) ??
  block(place) ??
  caught(place) ??
  caseLabel(place) ??
  parts(place) ??
  tried(place) ??
  several(place) ??
  misplaced(place) ??
  sign(place);

function word(place: RefusedPlace): ForeignSyntax | undefined {
  const known = Object.hasOwn(WORDS, place.word) ? WORDS[place.word] : undefined;
  // `elif` may be a name that is not declared; then an operator or a dot follows.
  if (known === undefined || !/^\w+\s+[\w({!"]|^\w+\s*\(.*\)\s*\{|^except\b/.test(place.after)) return undefined;
  return instead(place, ...known);
}

/** `pub fn`, `async fn`, `let mut x`, `await f()`. */
function modifier(place: RefusedPlace): ForeignSyntax | undefined {
  const { word: written, after, before, start } = place;
  const extra = /^(pub|public|static|async|export|final)\s+(?=fn\b)|^await\s+/.exec(after)?.[0];
  if (extra !== undefined)
    return rewrite(`Rhai has no ${written}.`, `Remove ${written}`, replace(start, start + extra.length, ''));
  const mutable = /\blet\s+(mut\s+)$/.exec(before)?.[1];
  if (mutable === undefined) return undefined;
  return rewrite('All variables of let can change.', 'Remove mut', replace(start - mutable.length, start, ''));
}

/** `let x: int`, `fn f(a: int)`, `fn f() -> int`. */
function annotation({ word: written, before, after, start, text }: RefusedPlace): ForeignSyntax | undefined {
  const hint = 'Rhai writes no types.';
  if (written === '->') {
    const type = /^->\s*[\w<>[\],: ]+?(?=\s*\{)/.exec(after)?.[0];
    return type === undefined
      ? undefined
      : rewrite(
          hint,
          'Remove the type',
          replace(start - (/\s*$/.exec(before)?.[0].length ?? 0), start + type.length, ''),
        );
  }
  if (written !== ':') return undefined;
  const type = /^:\s*&?[\w<>[\]]+/.exec(after)?.[0];
  if (type === undefined) return undefined;
  if (/\b(let|const)\s+\w+\s*$/.test(before))
    return rewrite(hint, 'Remove the type', replace(start, start + type.length, ''));
  const open = /\bfn\s+\w+\s*\(([^()]*)$/.exec(before)?.[1];
  if (open === undefined) return undefined;
  const from = start - open.length;
  const until = text.indexOf(')', start);
  if (until < 0) return undefined;
  const changes = [...text.slice(from, until).matchAll(/\s*:\s*&?[\w<>[\]]+/g)].map((match) =>
    replace(from + match.index, from + match.index + match[0].length, ''),
  );
  return rewrite(hint, 'Remove the types', ...changes);
}

/** `for (let i = 0; i < n; i++)`. */
function counting({ before, text }: RefusedPlace): ForeignSyntax | undefined {
  const at = /\bfor\s*\(\s*(?:let\s+|var\s+)?(?:\w+\s*)?$/.exec(before)?.index;
  if (at === undefined) return undefined;
  const hint = 'Rhai counts with for i in 0..n.';
  const loop =
    /^for\s*\(\s*(?:let\s+|var\s+)?(\w+)\s*=\s*([^;]+?)\s*;\s*\1\s*(<=?)\s*([^;]+?)\s*;\s*(?:\1\s*\+\+|\+\+\s*\1|\1\s*\+=\s*1)\s*\)/.exec(
      text.slice(at),
    );
  if (loop === null) return /^for\s*\([^)]*;/.test(text.slice(at)) ? { hint } : undefined;
  const [whole, name = '', from = '', comparison, to = ''] = loop;
  const bound = /^[\w.()]+$/.test(to) ? to : `(${to})`;
  const range = `${from}${comparison === '<=' ? '..=' : '..'}${bound}`;
  return rewrite(hint, `Write for ${name} in ${range}`, replace(at, at + whole.length, `for ${name} in ${range}`));
}

/** Blocks without braces, or with a word before them. */
function block({ message, word: written, start, end, after, before }: RefusedPlace): ForeignSyntax | undefined {
  if (!message.startsWith("Expecting '{'")) return undefined;
  const hint = 'Rhai puts every block in braces.';
  if ((written === 'then' || written === 'do') && /^\w+\s*\{/.test(after))
    return rewrite(
      `Rhai has no ${written}.`,
      `Remove ${written}`,
      replace(start, end + (/^\s*/.exec(after.slice(end - start))?.[0].length ?? 0), ''),
    );
  if (/^[A-Za-z_]\w*$/.test(written) && /\bcatch\s+$/.test(before))
    return rewrite(
      'The name of a caught error stands in parentheses.',
      `Write (${written})`,
      replace(start, end, `(${written})`),
    );
  const statement = /^[^;{}\n]+;?/.exec(after)?.[0];
  const isBranch = /(?:\b(?:if|while)\b[^\n;{}]*\)|\belse)\s*$/.test(before);
  if (!isBranch || statement === undefined || !isBalanced(statement) || /^(and|or)\b/.test(statement)) return undefined;
  return rewrite(hint, 'Put it in braces', replace(start, start + statement.length, `{ ${statement.trim()} }`));
}

/** `catch (e: Error)`, `catch (Error e)`, `finally`. */
function caught({ word: written, before, after, start }: RefusedPlace): ForeignSyntax | undefined {
  if (written === 'finally') return { hint: 'Rhai has no finally: write the statements behind the try.' };
  const first = /\bcatch\s*\(\s*(\w+\s*)$/.exec(before)?.[1];
  const rest = /^[^)\n]*/.exec(after)?.[0] ?? '';
  if (first === undefined || rest === '' || !/^(?::|\w+)$/.test(written)) return undefined;
  const hint = 'Every error is caught, whatever its type.';
  // The name comes behind the type, or before it.
  if (/^\w+$/.test(rest)) return rewrite(hint, 'Remove the type', replace(start - first.length, start, ''));
  const from = start - (/\s*$/.exec(first)?.[0].length ?? 0);
  return rewrite(hint, 'Remove the type', replace(from, start + rest.length, ''));
}

/** `case 1:` and `default:` in a switch. */
function caseLabel({ word: written, after, start }: RefusedPlace): ForeignSyntax | undefined {
  const hint = 'Rhai writes cases as value => { }, and _ => { } for the others.';
  const label = /^case\s+([^:\n]+?)\s*(?::|=>)/.exec(after);
  if (written === 'case' && label !== null)
    return rewrite(hint, `Write ${label[1]} =>`, replace(start, start + label[0].length, `${label[1]} =>`));
  const rest = /^(?:default|else)\s*(?::|=>)/.exec(after)?.[0];
  if ((written !== 'default' && written !== 'else') || rest === undefined) return undefined;
  return rewrite(hint, 'Write _ =>', replace(start, start + rest.length, '_ =>'));
}

/** `let [a, b] = list`, and `let { a } = map`. */
function parts({ before, after, start, text }: RefusedPlace): ForeignSyntax | undefined {
  const declared = /\b(let|const)\s+$/.exec(before);
  const list = /^([[({])\s*(\w+(?:\s*,\s*\w+)*)\s*[\])}]\s*=\s*([\w.]+)\s*(?=;)/.exec(after);
  if (declared === null || !/^[[({]/.test(after)) return undefined;
  const hint = 'Rhai takes nothing apart: declare each variable by itself.';
  if (list === null) return { hint };
  const [whole, open, names = '', value] = list;
  const from = start - declared[0].length;
  const indent = /[ \t]*$/.exec(text.slice(0, from))?.[0] ?? '';
  const declarations = names
    .split(/\s*,\s*/)
    .map((name, index) => `${declared[1]} ${name} = ${value}${open === '{' ? `.${name}` : `[${index}]`}`);
  return rewrite(
    hint,
    'Declare each by itself',
    replace(from, start + whole.length, declarations.join(`;\n${indent}`)),
  );
}

/** Comments with `#`. */
function sign(place: RefusedPlace): ForeignSyntax | undefined {
  const { word: written, text, before } = place;
  if (!written.startsWith('#') || !/(^|[\n;])[ \t]*$/.test(before) || text.slice(lineStart(place)).startsWith('#{'))
    return undefined;
  const changes = [...text.matchAll(/^([ \t]*)#+(?![{"])/gm)].map((match) => {
    const at = match.index + (match[1]?.length ?? 0);
    return replace(at, match.index + match[0].length, '//');
  });
  return rewrite('Comments begin with //.', 'Write comments with //', ...changes);
}

/** `let x = try { a } catch { b }`. */
function tried({ word: written, before, after, start }: RefusedPlace): ForeignSyntax | undefined {
  const declared = written === 'try' ? /\blet\s+(\w+)\s*=\s*$/.exec(before) : null;
  if (written !== 'try') return undefined;
  const hint = 'try is a statement and has no value: assign inside of it.';
  const whole = /^try\s*\{\s*([^;{}]+?)\s*\}\s*catch\s*(?:(\(\s*\w+\s*\))\s*)?\{\s*([^;{}]+?)\s*\}/.exec(after);
  if (declared === null || whole === null) return { hint };
  const [name, value, error, other] = [declared[1] ?? '', whole[1], whole[2], whole[3]];
  const handler = `catch ${error === undefined ? '' : `${error} `}{ ${name} = ${other}; }`;
  const newText = `let ${name} = (); try { ${name} = ${value}; } ${handler}`;
  return rewrite(hint, 'Assign inside of try', replace(start - declared[0].length, start + whole[0].length, newText));
}

/** `let a = 1, b = 2`. */
function several({ word: written, before, after, start }: RefusedPlace): ForeignSyntax | undefined {
  const next = /^,\s*(?=\w+\s*(?:=(?!=)|;|,))/.exec(after)?.[0];
  const declared = /\b(let|const)\s+\w+(?:\s*=\s*([^;\n]*))?$/.exec(before);
  if (written !== ',' || next === undefined || declared === null || !isBalanced(declared[2] ?? '')) return undefined;
  const newText = `; ${declared[1]} `;
  return rewrite(
    'Each variable has a let of its own.',
    'Declare each by itself',
    replace(start, start + next.length, newText),
  );
}

/** What Rhai has at other places only. */
function misplaced({ message, before }: RefusedPlace): ForeignSyntax | undefined {
  if (message.startsWith('Function definitions must be at global level'))
    return { hint: 'Move it out, or write let name = |a| { }, which is called with name.call(a).' };
  if (message.startsWith('Expecting a literal expression'))
    return { hint: 'A case is a literal: ask for constants with if.' };
  return /\bimport\s*\{\s*$/.test(before) ? { hint: 'Rhai writes import "path" as name.' } : undefined;
}
