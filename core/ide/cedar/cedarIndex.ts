// What the files of a workspace name, read when it is first asked for and again when a text changes.

import { type CedarDocument, cedarDocument } from './cedarDocument.ts';
import { hostOccurrences, isHostOrTest } from './hostOccurrences.ts';
import { hostPaths } from './hostPaths.ts';
import type { NamingFile } from './navigation.ts';
import { type NamingContext, occurrencesIn, scriptOccurrences } from './occurrences.ts';
import type { Occurrence } from './symbols.ts';

/** A text of the workspace. */
export interface WorkspaceText {
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
  /** Changes whenever the text may have changed. */
  readonly stamp: string;
}

interface Known {
  readonly stamp: string;
  readonly document: CedarDocument | undefined;
  occurrences?: readonly Occurrence[];
  /** What the occurrences were found by. */
  context?: NamingContext;
}

/** Documents and what they name, each made once for a text. */
export class CedarIndex {
  readonly #known = new Map<string, Known>();

  /** The parsed document; undefined for files that Cedar has nothing to do with. */
  document(text: WorkspaceText): CedarDocument | undefined {
    return this.#entry(text).document;
  }

  /** Everything that a file names, by what is in force for it. */
  occurrences(text: WorkspaceText, context: NamingContext): readonly Occurrence[] {
    const entry = this.#entry(text);
    if (entry.occurrences !== undefined && isSame(entry.context, context)) return entry.occurrences;
    entry.occurrences = occurrencesOf(text, entry.document, context);
    entry.context = context;
    return entry.occurrences;
  }

  /** Ids of a type that the files name, in order and each once. */
  ids(type: string, files: Iterable<NamingFile>, hosts: Iterable<string>): readonly string[] {
    const found = new Set<string>();
    for (const { occurrences } of files) for (const { uid } of occurrences) if (uid?.type === type) found.add(uid.id);
    const kind = type === 'file_system::Dir' ? 'directory' : type === 'file_system::File' ? 'file' : undefined;
    if (kind !== undefined) for (const host of hosts) for (const path of hostPaths(host, kind)) found.add(path);
    return [...found].sort();
  }

  /** Drops what is kept of a document. */
  forget(uri: string): void {
    this.#known.delete(uri);
  }

  #entry(text: WorkspaceText): Known {
    const known = this.#known.get(text.uri);
    if (known?.stamp === text.stamp) return known;
    const entry: Known = { stamp: text.stamp, document: cedarDocument(text.uri, text.languageId, text.text) };
    this.#known.set(text.uri, entry);
    return entry;
  }
}

function occurrencesOf(
  { uri, languageId, text }: WorkspaceText,
  document: CedarDocument | undefined,
  context: NamingContext,
): readonly Occurrence[] {
  if (languageId === 'rhai') return scriptOccurrences(text);
  if (document !== undefined) return occurrencesIn(document, context);
  return isHostOrTest(uri) ? hostOccurrences(uri, text) : [];
}

function isSame(a: NamingContext | undefined, b: NamingContext): boolean {
  const { fragments } = b;
  return (
    a?.schema === b.schema &&
    a?.fragments.length === fragments.length &&
    fragments.every((tree, i) => tree === a.fragments[i])
  );
}
