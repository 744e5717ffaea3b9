// Evaluates the expressions and guards of the catalog's checks over what is known of a call.

import { type AbstractValue, keyOfValue, unknownValue } from '#core/base/abstractValue.ts';
import { components, samePath } from '#core/base/posixPath.ts';
import type { Guard, OptionDefault, ResourceExpression } from '#core/catalog/types.ts';
import type { Choices, Option } from './choices.ts';
import { type HostView, normalPath, type PathKind } from './environment.ts';
import { baseText, concatText, joinText, namedText, normalText, parentText, shaped } from './pathText.ts';
import { anyText, displayText, exact, pattern, type Text, textOfValue } from './text.ts';

/** What an expression refers to. */
export interface Scope {
  /** `receiver` and the parameters by name. */
  readonly values: ReadonlyMap<string, AbstractValue>;
  readonly element?: Text;
  readonly host: HostView;
  readonly choices: Choices;
  /** Whether a value of this source really takes any form in some run. */
  readonly free: (source: string) => boolean;
  /** Whether ids are paths here, so that open holes are worth telling apart. */
  readonly paths: boolean;
}

/** The text of an expression; undefined where the SDK fails before it has one (`/` has no file name). */
export function evaluateText(expression: ResourceExpression, scope: Scope): Text | undefined {
  switch (expression.op) {
    case 'constant':
      return exact(expression.value);
    case 'argument':
    case 'field':
      return shape(textOfValue(pick(evaluateValue(expression, scope), displayExpression(expression), scope)), scope);
    case 'parent':
      return mapText(expression.of, scope, parentText);
    case 'base':
      return mapText(expression.of, scope, baseText);
    case 'join':
      return evaluateJoin(expression.left, expression.right, scope);
    case 'concat':
      return mapText(expression.left, scope, (left) =>
        mapText(expression.right, scope, (right) => concatText(left, right)),
      );
    case 'resolved':
      return mapText(expression.of, scope, (text) => resolvedText(text, scope));
    case 'element':
      return scope.element ?? anyText('an element');
    case 'replace':
      return mapText(expression.of, scope, (text) => replaced(text, expression.from, expression.to));
    case 'existingAncestor':
      return mapText(expression.of, scope, (text) => existingAncestor(text, scope));
    case 'moved':
      return movedText(expression, scope);
    case 'choose':
      return evaluateText(evaluateGuard(expression.when, scope) ? expression.then : expression.otherwise, scope);
    case 'fresh':
      return anyText('a fresh id');
    case 'host':
      return anyText(expression.note);
  }
}

/** The value of an argument or field; anything else is a string of the text. */
export function evaluateValue(expression: ResourceExpression, scope: Scope): AbstractValue {
  if (expression.op === 'argument')
    return scope.values.get(expression.name) ?? unknownValue(`argument ${expression.name}`);
  if (expression.op !== 'field') return valueOfText(evaluateText(expression, scope));
  const object = pick(evaluateValue(expression.of, scope), displayExpression(expression.of), scope);
  if (object.kind !== 'object') return unknownValue(object.kind === 'unknown' ? object.source : expression.name);
  return object.fields.get(expression.name) ?? (object.complete ? { kind: 'unit' } : unknownValue(expression.name));
}

/** Whether a guard holds; open questions are chosen. A guard about a denial holds here: the decision comes later. */
export function evaluateGuard(guard: Guard, scope: Scope): boolean {
  switch (guard.op) {
    case 'and':
      return guard.of.every((part) => evaluateGuard(part, scope));
    case 'or':
      return guard.of.some((part) => evaluateGuard(part, scope));
    case 'not':
      return !evaluateGuard(guard.of, scope);
    case 'flag':
      return hasFlag(scope.values.get(guard.argument), guard.flags, scope);
    case 'option':
      return optionEquals(evaluateValue({ op: 'field', of: guard.of, name: guard.name }, scope), guard, scope);
    case 'given':
      return isGiven(evaluateValue(guard.of, scope), guard.name, scope);
    case 'isDirectory':
      return kindOf(guard.path, scope) === 'directory';
    case 'isFile':
      return kindOf(guard.path, scope) === 'file';
    case 'isSymlink':
      return kindOf(guard.path, scope) === 'symlink';
    case 'exists':
      return isEmptyPath(guard.path, scope) || kindOf(guard.path, scope) !== 'missing';
    case 'differs':
      return differs(guard.left, guard.right, scope);
    case 'otherFileSystem':
      return otherFileSystem(guard.left, guard.right, scope);
    case 'hasEntries':
      return hasEntries(guard.path, scope);
    case 'mayBecomeRoot':
      return !scope.host.given && ask('may become root', 'the runner may become root', scope, true);
    case 'denied':
    case 'firstTime':
      return true;
    case 'unknown':
      return ask(`unknown ${guard.note}`, guard.note, scope, false);
  }
}

/** Of an empty path nothing is missing: the SDK then has nothing to make, and asks for nothing. */
function isEmptyPath(path: ResourceExpression, scope: Scope): boolean {
  const text = evaluateText(path, scope);
  return text?.kind === 'exact' && text.value === '';
}

/**
 * Whether a check is made on the way to a failure: `isFile` then also holds where a directory on the way is a file, because
 * the system gives the same error.
 */
export function evaluateDoomed(guard: Guard, scope: Scope): boolean {
  if (guard.op !== 'isFile') return evaluateGuard(guard, scope);
  const kind = kindOf(guard.path, scope);
  return kind === 'file' || (kind === 'missing' && throughFile(guard.path, scope));
}

function throughFile(path: ResourceExpression, scope: Scope): boolean {
  const text = evaluateText(path, scope);
  if (text === undefined) return false;
  const possible = ancestorKinds(text, scope);
  if (possible === 'known') return false;
  const words = `a folder on the way to ${displayText(text)} is a file`;
  return possible === 'file' || ask(`through file ${displayText(text)}`, words, scope, !scope.host.given);
}

/** Whether what lies on the way to a path certainly is a file, certainly is none, or may be one. */
function ancestorKinds(text: Text, scope: Scope): 'file' | 'known' | 'open' {
  if (text.kind !== 'exact') return 'open';
  if (!scope.host.given) return normalPath(text.value).lastIndexOf('/') > 0 || withSlash(text.value) ? 'open' : 'known';
  let answer: 'known' | 'open' = 'known';
  const own = withSlash(text.value) ? [normalPath(text.value)] : [];
  for (const at of [...own, ...ancestorsOf(normalPath(text.value))]) {
    const kinds = kindsAt(`${at}/`, scope);
    if (kinds.every((kind) => kind === 'file')) return 'file';
    if (kinds.includes('file')) answer = 'open';
  }
  return answer;
}

function ancestorsOf(path: string): readonly string[] {
  const out: string[] = [];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) out.push(path.slice(0, end));
  return out;
}

/** Whether the system takes the path for that of a directory, however it is written. */
function withSlash(path: string): boolean {
  return /\/\.?$/.test(path);
}

function mapText(of: ResourceExpression, scope: Scope, map: (text: Text) => Text | undefined): Text | undefined {
  const text = evaluateText(of, scope);
  return text === undefined ? undefined : map(text);
}

function shape(text: Text, scope: Scope): Text {
  return scope.paths ? shaped(text, scope.choices, scope.free) : text;
}

/** `join(parent(p), base(p))` is taken as one step, so that parent and name belong to the same path. */
function evaluateJoin(left: ResourceExpression, right: ResourceExpression, scope: Scope): Text | undefined {
  if (right.op === 'base') {
    const through = left.op === 'resolved' ? left.of : left;
    if (through.op === 'parent' && JSON.stringify(through.of) === JSON.stringify(right.of)) {
      const named = mapText(right.of, scope, namedText);
      if (named === undefined || left.op !== 'resolved') return named;
      return named.kind === 'exact' ? joinEvaluated(left, right, scope) : resolvedText(named, scope);
    }
  }
  return joinEvaluated(left, right, scope);
}

function joinEvaluated(left: ResourceExpression, right: ResourceExpression, scope: Scope): Text | undefined {
  const a = evaluateText(left, scope);
  const b = evaluateText(right, scope);
  return a === undefined || b === undefined ? undefined : joinText(a, b);
}

function resolvedText(text: Text, scope: Scope): Text {
  if (text.kind === 'exact') {
    const resolved = scope.host.resolve(text.value);
    return resolved === undefined ? anyText(`what ${text.value} resolves to`) : exact(resolved);
  }
  const directory = text.prefix.slice(0, text.prefix.lastIndexOf('/') + 1);
  if (directory === '' || scope.host.mayHoldLinks(directory)) return anyText(`what ${displayText(text)} resolves to`);
  const resolved = scope.host.resolve(directory);
  if (resolved === undefined || resolved !== normalPath(directory))
    return anyText(`what ${displayText(text)} resolves to`);
  return normalText(text);
}

function replaced(text: Text, from: string, to: string): Text {
  if (text.kind === 'exact') return exact(text.value.replaceAll(from, to));
  const hole = text.hole === 'any' || from.includes('/') || to.includes('/') ? 'any' : text.hole;
  return pattern(text.prefix.replaceAll(from, to), hole, text.suffix.replaceAll(from, to), text.source);
}

function existingAncestor(text: Text, scope: Scope): Text {
  if (text.kind === 'pattern') return anyText(`the nearest directory above ${displayText(text)} that exists`);
  let at: Text | undefined = text;
  while (at?.kind === 'exact' && at.value !== '/' && kindAt(at.value, scope) === 'missing') at = parentText(at);
  return at ?? exact('/');
}

function movedText(expression: Extract<ResourceExpression, { op: 'moved' }>, scope: Scope): Text | undefined {
  const of = evaluateText(expression.of, scope);
  const from = evaluateText(expression.from, scope);
  const to = evaluateText(expression.to, scope);
  if (of === undefined || from === undefined || to === undefined) return undefined;
  if (from.kind !== 'exact' || to.kind !== 'exact') return anyText('the moved entry');
  const start = of.kind === 'exact' ? of.value : of.prefix;
  if (!start.startsWith(`${from.value}/`)) return anyText('the moved entry');
  const moved = to.value + start.slice(from.value.length);
  return of.kind === 'exact' ? exact(moved) : { ...of, prefix: moved };
}

function kindOf(path: ResourceExpression, scope: Scope): PathKind | undefined {
  const text = evaluateText(path, scope);
  if (text === undefined) return undefined;
  return text.kind === 'exact'
    ? kindAt(text.value, scope)
    : chooseKind(displayText(text), ['directory', 'file', 'missing'], scope);
}

function kindAt(path: string, scope: Scope): PathKind {
  // Where `..` leads depends on links; the SDK refuses such a path, but looks first.
  const known = components(path).includes('..') ? ANY_KIND : kindsAt(path, scope);
  const kind = chooseKind(normalPath(path), known, scope);
  return kind === 'file' && withSlash(path) ? 'missing' : kind;
}

/** What may stand at a path; a slash at its end follows a link. */
function kindsAt(path: string, scope: Scope): readonly PathKind[] {
  const kinds = scope.host.kinds(normalPath(path));
  if (!withSlash(path) || !kinds.includes('symlink')) return kinds;
  const resolved = scope.host.resolve(path);
  return resolved === undefined ? ANY_KIND : scope.host.kinds(resolved);
}

const ANY_KIND: readonly PathKind[] = ['directory', 'file', 'missing'];

const KIND_WORDS: Readonly<Record<PathKind, string>> = {
  missing: 'does not exist',
  file: 'is a file',
  directory: 'is a directory',
  symlink: 'is a symbolic link',
};

function chooseKind(path: string, kinds: readonly PathKind[], scope: Scope): PathKind {
  const [first, ...rest] = kinds.map(
    (kind): Option<PathKind> => ({ name: kind, value: kind, assumption: `${path} ${KIND_WORDS[kind]}` }),
  );
  return first === undefined ? 'missing' : scope.choices.choose(`kind of ${path}`, [first, ...rest], true);
}

function hasEntries(path: ResourceExpression, scope: Scope): boolean {
  const text = evaluateText(path, scope);
  if (text === undefined || kindOf(path, scope) !== 'directory') return false;
  const entries = text.kind === 'exact' ? scope.host.entries(text.value) : undefined;
  if (entries !== undefined) return entries.length > 0;
  return ask(`entries ${displayText(text)}`, `${displayText(text)} is not empty`, scope, true);
}

function differs(left: ResourceExpression, right: ResourceExpression, scope: Scope): boolean {
  const a = evaluateText(left, scope);
  const b = evaluateText(right, scope);
  if (a?.kind === 'exact' && b?.kind === 'exact') return a.value !== b.value;
  if (a === undefined || b === undefined) return false;
  if (
    !scope.host.given &&
    JSON.stringify(a) === JSON.stringify(normalText(b)) &&
    JSON.stringify(a) === JSON.stringify(b)
  )
    return false;
  return ask(`differs ${displayText(a)} ${displayText(b)}`, `${displayText(b)} resolves elsewhere`, scope, false);
}

function otherFileSystem(left: ResourceExpression, right: ResourceExpression, scope: Scope): boolean {
  const a = evaluateText(left, scope);
  const b = evaluateText(right, scope);
  if (a?.kind === 'exact' && b?.kind === 'exact') {
    const same = samePath(a.value, b.value) || scope.host.sameFileSystem(a.value, b.value);
    if (same !== undefined) return !same;
  }
  return ask('other file system', 'source and destination are on different file systems', scope, true);
}

function hasFlag(value: AbstractValue | undefined, flags: readonly string[], scope: Scope): boolean {
  const array = value === undefined ? unknownValue('flags') : pick(value, 'flags', scope);
  if (array.kind !== 'array') return ask(`flags ${flags.join()}`, `${flags[0]} is given`, scope, false);
  const known = array.items.map((item) => pick(item, 'a flag', scope));
  if (known.some((item) => item.kind === 'constant' && flags.includes(`${item.module}::${item.name}`))) return true;
  if (array.complete && known.every((item) => item.kind === 'constant')) return false;
  return ask(`flags ${flags.join()}`, `${flags[0]} is given`, scope, false);
}

function optionEquals(value: AbstractValue, guard: Extract<Guard, { op: 'option' }>, scope: Scope): boolean {
  const known = pick(value, guard.name, scope);
  const plain = known.kind === 'unit' ? guard.default : plainOf(known);
  if (plain !== undefined) return plain === guard.equals;
  return ask(
    `option ${guard.name} ${guard.equals}`,
    `${guard.name} is ${guard.equals}`,
    scope,
    known.kind === 'unknown' && scope.free(known.source),
  );
}

function plainOf(value: AbstractValue): OptionDefault | undefined {
  if (value.kind === 'bool' || value.kind === 'string') return value.value;
  if (value.kind === 'int') return Number(value.value);
  return value.kind === 'constant' ? `${value.module}::${value.name}` : undefined;
}

function isGiven(value: AbstractValue, name: string, scope: Scope): boolean {
  const object = pick(value, name, scope);
  if (object.kind === 'object') {
    const field = object.fields.get(name);
    if (field !== undefined) return field.kind !== 'unit';
    if (object.complete) return false;
  }
  return ask(`given ${name}`, `${name} is given`, scope, false);
}

function ask(question: string, assumption: string, scope: Scope, possible: boolean): boolean {
  const no = assumption === '' ? '' : `not: ${assumption}`;
  return scope.choices.choose<boolean>(
    question,
    [
      { name: 'no', value: false, assumption: no },
      { name: 'yes', value: true, assumption },
    ],
    possible,
  );
}

/** One of the values a choice stands for. */
function pick(value: AbstractValue, name: string, scope: Scope): AbstractValue {
  if (value.kind !== 'oneOf') return value;
  const [first, ...rest] = value.values.map(
    (option, i): Option<AbstractValue> => ({ name: String(i), value: option, assumption: assumptionOf(name, option) }),
  );
  if (first === undefined) return unknownValue(name);
  return pick(scope.choices.choose(`one of ${keyOfValue(value)}`, [first, ...rest], true), name, scope);
}

function assumptionOf(name: string, value: AbstractValue): string {
  const text = textOfValue(value);
  return text.kind === 'exact' ? `${name} is ${text.value}` : '';
}

function displayExpression(expression: ResourceExpression): string {
  return expression.op === 'argument' || expression.op === 'field' ? expression.name : 'the value';
}

function valueOfText(text: Text | undefined): AbstractValue {
  if (text === undefined) return { kind: 'unit' };
  if (text.kind === 'exact') return { kind: 'string', value: text.value };
  return { kind: 'pattern', parts: [text.prefix, { source: text.source }, text.suffix] };
}
