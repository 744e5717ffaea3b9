// Mends what the engine does not compile: words and operators of other languages, reserved names, names from other modules.

import type { SdkCatalog } from '#core/catalog/catalog.ts';
import { visibleVariables } from '#core/rhai/resolve/resolver.ts';
import { foreignSyntax } from '#core/rhai/syntax/foreignSyntax.ts';
import { pathAt } from '#core/rhai/syntax/walk.ts';
import type { CodeAction, Finding, TextChange } from '../answers.ts';
import type { ScriptModel } from '../scriptModel.ts';
import { quickFix, textOf } from './fix.ts';
import { replacementName } from './languageTraps.ts';

/** What is written instead, where that always means the same. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  '===': '==',
  '!==': '!=',
  '++': ' += 1',
  '--': ' -= 1',
  ':=': '=',
  null: '()',
  nil: '()',
  var: 'let',
  match: 'switch',
};

/** Words that Rhai keeps for itself, as far as scripts use them for names. Source: the engine's list of reserved words. */
const RESERVED: ReadonlySet<string> = new Set(
  'with shared is goto exit match async await yield default void null nil new use module package public protected super case static spawn thread go sync each then unless until print eval'.split(
    ' ',
  ),
);

/** What other languages write becomes what Rhai does. */
export function mendForeign({ parse: { text } }: ScriptModel, finding: Finding): readonly CodeAction[] {
  const mend = foreignSyntax(text, finding.span, textOf(finding, 'refusal') ?? '')?.mend;
  return mend === undefined ? [] : [preferred(mend.title, finding, mend.changes)];
}

export function replaceWord(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const written = model.parse.text.slice(finding.span.start, finding.span.end);
  const newText = Object.hasOwn(REPLACEMENTS, written) ? REPLACEMENTS[written] : undefined;
  if (newText !== undefined) return [preferred(`Write ${newText.trim()}`, finding, [{ span: finding.span, newText }])];
  // A text in single quotes; a character has one letter only.
  const inner = /^'([^'"\\`]{2,})'$/.exec(written)?.[1];
  if (inner === undefined) return [];
  return [preferred('Use double quotes', finding, [{ span: finding.span, newText: `"${inner}"` }])];
}

/** A key is put in quotes, a property in brackets, and a name gets another one everywhere. */
export function renameReserved(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const { text } = model.parse;
  const { start, end } = finding.span;
  const word = text.slice(start, end);
  if (!RESERVED.has(word) || foreignSyntax(text, finding.span, '')?.mend !== undefined) return [];
  if (/^\s*:(?!:)/.test(text.slice(end)))
    return [preferred(`Put ${word} in quotes`, finding, [{ span: finding.span, newText: `"${word}"` }])];
  const dot = /\.\s*$/.exec(text.slice(0, start))?.[0].length;
  if (dot !== undefined)
    return [preferred(`Write ["${word}"]`, finding, [{ span: { start: start - dot, end }, newText: `["${word}"]` }])];
  if (!/\b(let|const|fn|for)\s+$|[|,(]\s*$/.test(text.slice(0, start))) return [];
  const name = replacementName(text, word);
  return [preferred(`Rename to ${name}`, finding, renamed(model, word, name))];
}

function renamed({ parse: { text, tokens } }: ScriptModel, word: string, name: string): readonly TextChange[] {
  return [...tokens.starts].flatMap((start, index) => {
    const end = tokens.ends[index] ?? start;
    const isKey = /\.\s*$/.test(text.slice(0, start)) || /^\s*:(?!:)/.test(text.slice(end));
    return text.slice(start, end) === word && !isKey ? [{ span: { start, end }, newText: name }] : [];
  });
}

/** `kill::SIGKILL` is in another module; `Duration::from_secs(5)` is a number of seconds. */
export function otherModule(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const node = pathAt(model.parse.root, finding.span.start).findLast(({ kind }) => kind === 'path' || kind === 'call');
  if (node?.kind !== 'path' && node?.kind !== 'call') return [];
  const [module] = node.modules;
  if (module === undefined || module.span.start !== finding.span.start) return [];
  const [seconds] = node.kind === 'call' ? node.args : [];
  if (module.text === 'Duration' && node.name.text === 'from_secs' && seconds !== undefined) {
    const newText = model.parse.text.slice(seconds.span.start, seconds.span.end);
    return [preferred('Give the seconds', finding, [{ span: node.span, newText }])];
  }
  return modulesWith(model.catalog, node.name.text).map((name) =>
    quickFix(`Change to ${name}::${node.name.text}`, finding, [{ span: module.span, newText: name }]),
  );
}

function modulesWith(catalog: SdkCatalog, member: string): readonly string[] {
  const found = catalog.data.modules.filter(({ name }) => catalog.moduleMember(name, member) !== undefined);
  // A name that many modules have says nothing about which is meant.
  return found.length > 2 ? [] : found.map(({ name }) => name);
}

/** A name that nothing declares: a constant outside of the function, or a name that is spelled nearly so. */
export function otherName(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const { text, root } = model.parse;
  const name = text.slice(finding.span.start, finding.span.end);
  if (!/^\w+$/.test(name) || !model.resolution.unresolved.some(({ node }) => node.span.start === finding.span.start))
    return [];
  const constant = model.resolution.root.variables.find(
    (variable) => variable.kind === 'const' && variable.name === name,
  );
  const isInFunction = pathAt(root, finding.span.start).some(({ kind }) => kind === 'function');
  if (constant !== undefined && isInFunction) {
    const newText = `global::${name}`;
    return [preferred(`Use ${newText}`, finding, [{ span: finding.span, newText }])];
  }
  return visibleVariables(model.resolution, finding.span.start)
    .filter(({ declaration, name: other }) => declaration !== undefined && isNear(name, other))
    .map(({ name: other }) => quickFix(`Change to ${other}`, finding, [{ span: finding.span, newText: other }]));
}

/** One letter more, less, other or moved, or only the case. */
function isNear(a: string, b: string): boolean {
  if (a === b) return false;
  if (a.toLowerCase().replaceAll('_', '') === b.toLowerCase().replaceAll('_', '')) return true;
  if (Math.min(a.length, b.length) < 3 || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  return (left.length <= 1 && right.length <= 1) || (left.length === 2 && left === [...right].reverse().join(''));
}

function preferred(title: string, finding: Finding, changes: readonly TextChange[]): CodeAction {
  return { ...quickFix(title, finding, changes), preferred: true };
}
