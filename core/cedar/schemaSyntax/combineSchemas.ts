// Several schema texts as one, whichever form each is in. The engine takes a namespace once, so those of the same name are put
// together.

import type { Span } from '#core/base/span.ts';
import type { SchemaTree } from './ast.ts';
import { schemaTextOfJson } from './jsonSchemaText.ts';
import { parseSchema } from './parseSchema.ts';

/** A schema text and what it is written in. */
export interface SchemaSource {
  readonly text: string;
  readonly form: 'cedar' | 'json';
}

/** A stretch of the combined text that is a copy of one of the texts from `from` on. */
export interface SchemaPiece {
  readonly span: Span;
  /** Number of the text. */
  readonly source: number;
  readonly from: number;
}

export interface CombinedSchema {
  readonly text: string;
  /** In order. Texts in JSON have none, since nothing of them is copied. */
  readonly pieces: readonly SchemaPiece[];
  /** Numbers of the texts that are to be JSON and are no schema; they are left out. */
  readonly unreadable: readonly number[];
}

/** The texts as one; a single text in Cedar's own form stays as it is. Declarations keep their source and their order. */
export function combineSchemas(sources: readonly SchemaSource[]): CombinedSchema {
  const [only, ...others] = sources;
  if (only === undefined) return { text: '', pieces: [], unreadable: [] };
  if (others.length === 0 && only.form === 'cedar') return { text: only.text, pieces: [], unreadable: [] };
  const namespaces = new Map<string, Copy[]>();
  const rest: Copy[] = [];
  const unreadable: number[] = [];
  for (const [source, { text, form }] of sources.entries()) {
    const readable = form === 'cedar' ? text : schemaTextOfJson(text);
    if (readable === undefined) {
      unreadable.push(source);
      continue;
    }
    const tree = parseSchema(readable);
    const origin = form === 'cedar' ? source : undefined;
    // What cannot be taken apart is handed on whole, for the engine to complain about.
    if (tree.errors.length > 0) rest.push({ text: readable, from: 0, source: origin });
    else collect(tree, origin, namespaces, rest);
  }
  return { ...assemble(rest, namespaces), unreadable };
}

interface Copy {
  readonly text: string;
  readonly from: number;
  readonly source: number | undefined;
}

function assemble(
  rest: readonly Copy[],
  namespaces: ReadonlyMap<string, readonly Copy[]>,
): Omit<CombinedSchema, 'unreadable'> {
  let text = '';
  const pieces: SchemaPiece[] = [];
  const add = (copy: Copy): void => {
    const span = { start: text.length, end: text.length + copy.text.length };
    if (copy.source !== undefined) pieces.push({ span, source: copy.source, from: copy.from });
    text += `${copy.text}\n`;
  };
  for (const copy of rest) add(copy);
  for (const [head, copies] of namespaces) {
    text += `${head} {\n`;
    for (const copy of copies) add(copy);
    text += '}\n';
  }
  return { text, pieces };
}

function collect(tree: SchemaTree, source: number | undefined, namespaces: Map<string, Copy[]>, rest: Copy[]): void {
  const copy = (start: number, end: number): Copy => ({ text: tree.text.slice(start, end), from: start, source });
  for (const item of tree.items) {
    if (item.kind !== 'namespace' || item.bodySpan === undefined) {
      rest.push(copy(item.span.start, item.span.end));
      continue;
    }
    // Annotations of a namespace say nothing that validation asks for, and cannot stand twice.
    const head = `namespace ${item.name?.text ?? ''}`;
    const body = copy(item.bodySpan.start + 1, item.bodySpan.end - 1);
    namespaces.set(head, [...(namespaces.get(head) ?? []), body]);
  }
}
