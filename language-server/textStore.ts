// The text of any document: as the editor has it, else as it is on disk. Texts from disk are kept until a watcher says otherwise.

import { readFileSync, statSync } from 'node:fs';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

/** Larger files are not read into the server: nobody writes a policy of this size, and a wrong path should not cost memory. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** Halves of characters, which only an editor can hold: the engines read them as this replacement, of the same length. */
const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Documents that are open in an editor; the command line has none. */
export interface OpenDocuments {
  get(uri: string): Pick<TextDocument, 'getText' | 'version' | 'languageId'> | undefined;
}

/** A text with a stamp that changes whenever the text may have changed. */
export interface StoredText {
  readonly uri: string;
  readonly text: string;
  readonly stamp: string;
}

/** A text that cannot be had, with the reason for people. */
export interface MissingText {
  readonly uri: string;
  readonly reason: string;
}

export class TextStore {
  readonly #open: OpenDocuments;
  readonly #fromDisk = new Map<string, StoredText | MissingText>();
  /** The newest text of each open document. One that is closed and opened again is another document with version 1. */
  readonly #fromEditor = new WeakMap<object, StoredText & { readonly version: number }>();
  #readings = 0;
  #generation = 0;

  constructor(open: OpenDocuments) {
    this.#open = open;
  }

  /** The text of a document, or why there is none. */
  read(uri: string): StoredText | MissingText {
    const document = this.#open.get(uri);
    if (document !== undefined) return this.#readOpen(uri, document);
    const known = this.#fromDisk.get(uri);
    if (known !== undefined) return known;
    const read = this.#readFile(uri);
    this.#fromDisk.set(uri, read);
    return read;
  }

  /** The same, but from disk as it is now: for files that no watcher may look at. */
  readAnew(uri: string): StoredText | MissingText {
    const document = this.#open.get(uri);
    return document === undefined ? this.#readFile(uri) : this.#readOpen(uri, document);
  }

  /** Whether the document is open in the editor. */
  isOpen(uri: string): boolean {
    return this.#open.get(uri) !== undefined;
  }

  /** Whether the document is open in the editor as this language, whatever its name. */
  isLanguage(uri: string, language: string): boolean {
    return this.#open.get(uri)?.languageId === language;
  }

  /** Forgets what was read from disk, for one document or for all. */
  forget(uri?: string): void {
    this.#generation++;
    if (uri === undefined) this.#fromDisk.clear();
    else this.#fromDisk.delete(uri);
  }

  #readOpen(uri: string, document: NonNullable<ReturnType<OpenDocuments['get']>>): StoredText {
    const { version } = document;
    const known = this.#fromEditor.get(document);
    if (known?.version === version) return known;
    const read = {
      uri,
      version,
      text: document.getText().replace(LONE_SURROGATES, '\uFFFD'),
      stamp: `v${++this.#readings}`,
    };
    this.#fromEditor.set(document, read);
    return read;
  }

  #readFile(uri: string): StoredText | MissingText {
    const parsed = URI.parse(uri);
    if (parsed.scheme !== 'file') return { uri, reason: 'it is not on this machine and not open' };
    try {
      if (statSync(parsed.fsPath).size > MAX_FILE_BYTES)
        return { uri, reason: `it is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB` };
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(readFileSync(parsed.fsPath));
      return { uri, text, stamp: `d${this.#generation}` };
    } catch (error) {
      return { uri, reason: reasonOf(error) };
    }
  }
}

/** Whether a text could be had. */
export function isText(read: StoredText | MissingText): read is StoredText {
  return 'text' in read;
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'it may not be read';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it is not valid UTF-8';
  return error instanceof Error ? error.message : String(error);
}
