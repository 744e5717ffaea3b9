// Path operations on texts with a hole, each giving a set that holds everything the real operation can give.

import { fileName, joinPath, parentPath } from '#core/base/posixPath.ts';
import type { Choices, Option } from './choices.ts';
import { normalPath } from './environment.ts';
import { anyText, exact, type HoleShape, type PatternText, pattern, type Text } from './text.ts';

/** Stands for a hole while a path with it is taken apart; no path of a script has it. */
const MARK = '\u{10ffff}';

/** Gives an open hole a definite shape, one after the other. */
export function shaped(text: Text, choices: Choices, possible: (source: string) => boolean): Text {
  if (text.kind === 'exact' || (text.hole !== 'any' && text.hole !== 'slashless')) return text;
  const options = shapesOf(text);
  const first = options[0];
  if (first === undefined) return text;
  const question = `shape ${text.prefix}|${text.hole}|${text.suffix}|${text.source}`;
  return choices.choose<Text>(question, [first, ...options.slice(1)], possible(text.source));
}

/** `Path::parent`; undefined where there is none. */
export function parentText(text: Text): Text | undefined {
  if (text.kind === 'exact') {
    const parent = parentPath(text.value);
    return parent === undefined ? undefined : exact(parent);
  }
  if (isOpen(text)) return pattern(openPrefix(text.prefix), 'any', '', text.source);
  const parent = parentPath(marked(text)) ?? '';
  const at = parent.indexOf(MARK);
  if (at >= 0) return { ...text, suffix: parent.slice(at + MARK.length) };
  return manyNames(text) ? parentOfMany(text, parent) : exact(parent);
}

/** `Path::file_name`; undefined where there is none. */
export function baseText(text: Text): Text | undefined {
  if (text.kind === 'exact') {
    const name = fileName(text.value);
    return name === undefined ? undefined : exact(name);
  }
  if (isOpen(text)) return anyText(text.source);
  const name = fileName(marked(text)) ?? '';
  const at = name.indexOf(MARK);
  if (at < 0) return exact(name);
  const shape: HoleShape = manyNames(text) ? (text.suffix === '' ? 'component' : 'name') : text.hole;
  return pattern(manyNames(text) ? '' : name.slice(0, at), shape, name.slice(at + MARK.length), text.source);
}

/** A path as `join(parent(path), file_name(path))` writes it: without trailing slashes and dots. */
export function namedText(text: Text): Text | undefined {
  if (text.kind === 'exact') {
    const parent = parentPath(text.value);
    const name = fileName(text.value);
    return parent === undefined || name === undefined ? undefined : exact(joinPath(parent, name));
  }
  return isOpen(text) ? pattern(openPrefix(text.prefix), 'any', '', text.source) : trimmed(text);
}

/** `Path::join`. */
export function joinText(left: Text, right: Text): Text {
  if (right.kind === 'exact') return joinLiteral(left, right.value);
  if (right.prefix.startsWith('/')) return right;
  if (right.prefix === '' && (right.hole === 'any' || right.hole === 'below')) return anyText(right.source);
  if (left.kind === 'exact') return { ...right, prefix: joinPath(left.value, right.prefix) };
  const source = left.source === right.source ? left.source : `${left.source} and ${right.source}`;
  const between = joinPath(MARK + left.suffix, right.prefix).slice(MARK.length);
  const normal =
    !isOpen(left) &&
    !isOpen(right) &&
    between.startsWith('/') &&
    normalPath(between) === between.replace(/(.)\/$/, '$1');
  return pattern(left.prefix, normal ? 'path' : 'any', right.suffix, source);
}

/** One text behind the other. */
export function concatText(left: Text, right: Text): Text {
  if (left.kind === 'exact' && right.kind === 'exact') return exact(left.value + right.value);
  const prefix = left.kind === 'exact' ? left.value + (right.kind === 'exact' ? '' : right.prefix) : left.prefix;
  const suffix = right.kind === 'exact' ? (left.kind === 'exact' ? '' : left.suffix) + right.value : right.suffix;
  return pattern(
    prefix,
    'any',
    suffix,
    right.kind === 'exact' && left.kind === 'pattern' ? left.source : sourceOf(right),
  );
}

/** The normal form of a path. */
export function normalText(text: Text): Text {
  if (text.kind === 'exact') return exact(normalPath(text.value));
  if (isOpen(text)) return pattern(openPrefix(normalPath(text.prefix)), 'any', '', text.source);
  const [prefix = '', suffix = ''] = normalPath(marked(text)).split(MARK);
  return { ...text, prefix, suffix };
}

function sourceOf(text: Text): string {
  return text.kind === 'pattern' ? text.source : text.value;
}

function isOpen(text: PatternText): boolean {
  return text.hole === 'any' || text.hole === 'slashless';
}

/** Whether the hole can hold the slash before the last name. */
function manyNames(text: PatternText): boolean {
  return (
    !text.suffix.includes('/') &&
    (text.hole === 'deep' || text.hole === 'relative' || text.hole === 'below' || text.hole === 'path')
  );
}

/** `directory` is where the last name lies if the hole holds no slash. */
function parentOfMany(text: PatternText, directory: string): Text {
  if (text.hole === 'deep' && text.suffix === '' && text.prefix.endsWith('/')) return { ...text, hole: 'relative' };
  return pattern(directory, directory === '/' ? 'path' : 'below', '', text.source);
}

function marked(text: PatternText): string {
  return `${text.prefix}${MARK}${text.suffix}`;
}

function trimmed(text: PatternText): Text {
  return { ...text, suffix: text.suffix.replace(/(?:\/\.?)+$/, '') };
}

/** The part of a literal start that stays whatever the hole does to the last name. */
function openPrefix(prefix: string): string {
  if (!prefix.startsWith('/')) return '';
  const kept = parentPath(prefix) ?? '/';
  return kept;
}

function joinLiteral(left: Text, right: string): Text {
  if (right.startsWith('/')) return exact(right);
  if (left.kind === 'exact') return exact(joinPath(left.value, right));
  // Where the left side may end with a slash, the hole takes in the slash between the two.
  if (mayEndWithSlash(left)) return { ...left, hole: 'any', suffix: right };
  return { ...left, suffix: joinPath(MARK + left.suffix, right).slice(MARK.length) };
}

function mayEndWithSlash({ prefix, hole, suffix }: PatternText): boolean {
  if (suffix !== '') return false;
  if (hole === 'any') return true;
  return prefix.endsWith('/') && (hole === 'slashless' || hole === 'path' || hole === 'name');
}

/** The ways in which an open hole can fill a path. The last keeps everything that the others leave out. */
function shapesOf(text: PatternText): readonly Option<Text>[] {
  const { prefix, suffix, source } = text;
  if (!prefix.startsWith('/')) return prefix === '' ? wholePathShapes(text) : [];
  const startsName = prefix.endsWith('/');
  const endsName = suffix === '' || suffix.startsWith('/');
  const option = (name: string, value: Text, assumption = ''): Option<Text> => ({ name, value, assumption });
  const whole = startsName && endsName;
  const options = [option('name', pattern(prefix, whole ? 'component' : 'name', suffix, source))];
  if (whole) options.push(option('empty', exact(prefix + suffix), `${source} is empty`));
  if (text.hole === 'any')
    options.push(option('path', pattern(prefix, whole ? 'deep' : 'path', suffix, source), `${source} holds a slash`));
  if (whole || text.hole === 'any' || mayVanish(text))
    options.push(option('odd', text, `${source} is not a plain name`));
  return options;
}

/** Whether the literals around the hole leave a name of dots alone when it is empty: `.` is no component of a path. */
function mayVanish({ prefix, suffix }: PatternText): boolean {
  const name = prefix.slice(prefix.lastIndexOf('/') + 1) + suffix.replace(/\/.*$/s, '');
  return name === '.' || name === '..';
}

function wholePathShapes(text: PatternText): readonly Option<Text>[] {
  if (text.hole !== 'any' || text.suffix !== '') return [];
  const { source } = text;
  return [
    { name: 'path', value: pattern('/', 'relative', '', source), assumption: '' },
    { name: 'root', value: exact('/'), assumption: `${source} is /` },
    { name: 'relative', value: exact(''), assumption: `${source} is not absolute` },
    { name: 'odd', value: text, assumption: `${source} is not a plain path` },
  ];
}
