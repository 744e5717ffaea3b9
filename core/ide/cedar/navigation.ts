// Definitions, references and highlights across policies, schemas, entities files, `rehearsal.json` and scripts.

import { touches } from '#core/base/span.ts';
import type { Highlight, Place, Target } from '../answers.ts';
import type { CedarDocument } from './cedarDocument.ts';
import type { Occurrence } from './symbols.ts';

/** A file of the workspace with what it names. */
export interface NamingFile {
  readonly uri: string;
  readonly occurrences: readonly Occurrence[];
}

/** The files of the workspace, read when they are asked for. */
export interface NamingPort {
  /** The document that is asked about. */
  readonly uri: string;
  readonly occurrences: readonly Occurrence[];
  /** All files, the one that is asked about and the schema in force among them. */
  files(): Iterable<NamingFile>;
}

/** What the name at an offset stands for. */
export function occurrenceAt(occurrences: readonly Occurrence[], offset: number): Occurrence | undefined {
  return occurrences
    .filter(({ span }) => touches(span, offset))
    .sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start))[0];
}

export function names(occurrence: Occurrence, symbols: ReadonlySet<string>): boolean {
  return occurrence.symbols.some((symbol) => symbols.has(symbol));
}

/** The declarations of what stands at an offset. */
export function definition(port: NamingPort, offset: number): readonly Target[] {
  const found = occurrenceAt(port.occurrences, offset);
  if (found === undefined) return [];
  const symbols = new Set(found.symbols);
  return [...port.files()].flatMap(({ uri, occurrences }) =>
    occurrences
      .filter((occurrence) => occurrence.role === 'declaration' && names(occurrence, symbols))
      .map(({ span, around }) => ({ uri, span: around, name: span })),
  );
}

/** Every place of the workspace that names what stands at an offset. */
export function references(port: NamingPort, offset: number, includeDeclaration: boolean): readonly Place[] {
  const found = occurrenceAt(port.occurrences, offset);
  if (found === undefined) return [];
  const symbols = new Set(found.symbols);
  return [...port.files()].flatMap(({ uri, occurrences }) =>
    occurrences
      .filter((occurrence) => names(occurrence, symbols) && (includeDeclaration || occurrence.role !== 'declaration'))
      .map(({ span }) => ({ uri, span })),
  );
}

/** The same within the document alone. */
export function highlights(occurrences: readonly Occurrence[], offset: number): readonly Highlight[] {
  const found = occurrenceAt(occurrences, offset);
  if (found === undefined) return [];
  const symbols = new Set(found.symbols);
  return occurrences
    .filter((occurrence) => names(occurrence, symbols))
    .map(({ span, role }) => ({ span, kind: role === 'declaration' ? 'write' : 'read' }));
}

/** Where the effect of a policy is asked about: `rehearsal.json` files that bind it are what refers to it. */
export function isEffectAt(document: CedarDocument, offset: number): boolean {
  return (
    document.kind === 'policies' &&
    document.tree.policies.some(({ effect }) => effect !== undefined && touches(effect.span, offset))
  );
}
