// A set of strings that a resource id may be: one string, or a literal start and end around one hole of a known shape.
// Shapes matter because policies ask for directories: an id below `/srv/app/` is in that directory only if the hole is a real name.

import { type AbstractValue, type Hole, isNamed } from '#core/base/abstractValue.ts';

/**
 * What can stand in a hole. `any` is any text at all, `slashless` any without a slash. The others keep the whole string
 * a path in normal form:
 * `component` one name, `name` text without a slash (possibly empty), `deep` two or more names, `relative` one or more,
 * `below` nothing or a slash and a relative path, `path` any text that keeps the form.
 */
export type HoleShape = 'any' | 'slashless' | 'component' | 'name' | 'deep' | 'relative' | 'below' | 'path';

export interface ExactText {
  readonly kind: 'exact';
  readonly value: string;
}

export interface PatternText {
  readonly kind: 'pattern';
  readonly prefix: string;
  readonly hole: HoleShape;
  readonly suffix: string;
  /** Where the unknown part comes from, in words. */
  readonly source: string;
}

export type Text = ExactText | PatternText;

export function exact(value: string): ExactText {
  return { kind: 'exact', value };
}

export function pattern(prefix: string, hole: HoleShape, suffix: string, source: string): PatternText {
  return { kind: 'pattern', prefix, hole, suffix, source };
}

/** Text of which nothing is known. */
export function anyText(source: string): PatternText {
  return pattern('', 'any', '', source);
}

/** How a text is shown and exported: holes as `*`. */
export function displayText(text: Text): string {
  return text.kind === 'exact' ? text.value : `${text.prefix}*${text.suffix}`;
}

/** The text of a value that is neither a choice nor an object; numbers as Rhai prints them. */
export function textOfValue(value: AbstractValue): Text {
  switch (value.kind) {
    case 'string':
    case 'char':
      return exact(value.value);
    case 'int':
    case 'bool':
      return exact(String(value.value));
    case 'pattern':
      return textOfParts(value.parts);
    case 'unknown':
      return anyText(value.source);
    case 'constant':
      return exact(`${value.module}::${value.name}`);
    case 'oneOf':
    case 'unit':
    case 'float':
    case 'array':
    case 'map':
    case 'object':
      return anyText(`a value of kind ${value.kind}`);
  }
}

/** Holes and what stands between them become one hole. */
function textOfParts(parts: readonly (string | Hole)[]): Text {
  const first = parts.findIndex((part) => typeof part !== 'string');
  if (first < 0) return exact(parts.join(''));
  const last = parts.findLastIndex((part) => typeof part !== 'string');
  const middle = parts.slice(first, last + 1);
  const holes = middle.filter((part) => typeof part !== 'string');
  const source = [...new Set(holes.map((hole) => hole.source))].join(' and ');
  const prefix = literal(parts.slice(0, first));
  const suffix = literal(parts.slice(last + 1));
  return pattern(prefix, shapeOf(middle, isWhole(prefix, suffix)), suffix, source);
}

/** Whether what stands between two literals is one or more whole names of a path. */
function isWhole(prefix: string, suffix: string): boolean {
  return prefix.endsWith('/') && (suffix === '' || suffix.startsWith('/'));
}

function literal(parts: readonly (string | Hole)[]): string {
  return parts.filter((part) => typeof part === 'string').join('');
}

/** Only what is certain: a single name, names with plain text between them, or text without a slash. */
function shapeOf(middle: readonly (string | Hole)[], whole: boolean): HoleShape {
  if (whole && middle.some((part) => typeof part !== 'string' && part.relative === true)) {
    const text = middle.map((part) => (typeof part === 'string' ? part : isNamed(part) ? 'x' : '//')).join('');
    if (/^(?!\/)(?:\/?(?!\.{0,2}(?:\/|$))[^/]+)+$/.test(text)) return middle.length === 1 ? 'relative' : 'deep';
    return 'any';
  }
  if (middle.every((part) => typeof part === 'string' || part.component === true)) {
    const between = literal(middle);
    if (!between.includes('/')) return 'component';
    return /^[^/]*(?:\/(?!\.{0,2}(?:\/|$))[^/]*)*$/.test(between) ? 'deep' : 'any';
  }
  const slashless = middle.every((part) =>
    typeof part === 'string' ? !part.includes('/') : part.component === true || part.excludes?.includes('/') === true,
  );
  return slashless ? 'slashless' : 'any';
}
