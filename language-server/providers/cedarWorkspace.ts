// What the Cedar features know of the workspace: which schema is in force, and what all files name.

import path from 'node:path';
import { URI, Utils } from 'vscode-uri';
import type { CedarSchema } from '#core/cedar/schema.ts';
import { combineSchemas } from '#core/cedar/schemaSyntax/combineSchemas.ts';
import type { CedarDocument } from '#core/ide/cedar/cedarDocument.ts';
import { CedarIndex, type WorkspaceText } from '#core/ide/cedar/cedarIndex.ts';
import type { NamingFile } from '#core/ide/cedar/navigation.ts';
import type { Occurrence } from '#core/ide/cedar/symbols.ts';
import { rexSchemaFile } from '#core/node/assets.ts';
import type { Session } from '../session.ts';
import { isText } from '../textStore.ts';
import { workspaceFiles } from '../workspaceFiles.ts';
import type { Asked } from './types.ts';

/** The schema that holds for a document. */
export interface SchemaInForce {
  /** Several schemas put together where several are named. */
  readonly text: string;
  /** Where it is written. */
  readonly uris: readonly string[];
  readonly isRex: boolean;
  /** Why a schema that is named cannot be used. */
  readonly problems: readonly string[];
}

const LANGUAGES: Readonly<Record<string, string>> = {
  '.rhai': 'rhai',
  '.cedar': 'cedar',
  '.cedarschema': 'cedarschema',
  '.json': 'json',
};

const workspaces = new WeakMap<Session, CedarWorkspace>();

/** The one of a connection. */
export function cedarWorkspace(session: Session): CedarWorkspace {
  const known = workspaces.get(session) ?? new CedarWorkspace(session);
  workspaces.set(session, known);
  return known;
}

export class CedarWorkspace {
  readonly #session: Session;
  readonly #index = new CedarIndex();
  /** By text; a few, since most workspaces have one. */
  readonly #schemas = new Map<string, CedarSchema | undefined>();

  constructor(session: Session) {
    this.#session = session;
  }

  document(asked: Asked): CedarDocument | undefined {
    return this.#index.document(asked);
  }

  /** By `rehearsal.json`, else by the setting, else that of Rex. */
  schemaInForce(uri: string): SchemaInForce {
    const { governor, texts, analyses, settings } = this.#session;
    const config = governor.configFor(uri);
    const named = governor.file(config)?.schemas ?? [];
    const fromConfig = named.map((schema) => Utils.joinPath(URI.parse(config), '..', schema.path).toString());
    const uris =
      fromConfig.length > 0 ? fromConfig : (settings().schema ?? []).map((name) => this.#fromSetting(name, uri));
    const rex = { text: analyses.engine.schema, uris: [URI.file(rexSchemaFile()).toString()], isRex: true };
    if (uris.length === 0) return { ...rex, problems: [] };
    const read = uris.map((schema) => texts.read(schema));
    const problems = read.flatMap((found) =>
      isText(found) ? [] : [`The schema ${found.uri} cannot be read: ${found.reason}.`],
    );
    const found = read.filter(isText);
    if (found.length === 0) return { ...rex, problems };
    return { text: combineSchemas(found.map(({ text }) => text)), uris, isRex: false, problems };
  }

  /** The schema in force as data; undefined where the engine does not accept it. */
  schema(uri: string): CedarSchema | undefined {
    return this.readSchema(this.schemaInForce(uri).text);
  }

  /** A schema text as data. */
  readSchema(text: string): CedarSchema | undefined {
    if (this.#schemas.has(text)) return this.#schemas.get(text);
    if (this.#schemas.size >= MAX_SCHEMAS) this.#schemas.clear();
    const schema = this.#session.analyses.engine.cedar.readSchema(text);
    this.#schemas.set(text, schema);
    return schema;
  }

  occurrences(asked: Asked): readonly Occurrence[] {
    return this.#index.occurrences(asked, this.schema(asked.uri));
  }

  /** All files that name something: those of the workspace, those that are open, and the schema in force for `uri`. */
  *files(uri: string): Iterable<NamingFile> {
    for (const file of this.#texts(uri, Object.keys(LANGUAGES)))
      if (file.languageId !== 'json' || this.#index.document(file) !== undefined)
        yield { uri: file.uri, occurrences: this.#index.occurrences(file, this.schema(file.uri)) };
  }

  /** Gives ids of a type that the workspace names, with paths of its host files; the files are looked for once. */
  idsFor(uri: string): (type: string) => readonly string[] {
    let files: readonly NamingFile[] | undefined;
    let hosts: readonly string[] | undefined;
    return (type) => {
      files ??= [...this.files(uri)];
      hosts ??= [...this.#texts(uri, ['.host.json'])].map(({ text }) => text);
      return this.#index.ids(type, files, hosts);
    };
  }

  /** Whether a file is the user's own, and not the schema that ships with the product. */
  isOwn(uri: string): boolean {
    return uri !== URI.file(rexSchemaFile()).toString();
  }

  *#texts(uri: string, endings: readonly string[]): Iterable<WorkspaceText> {
    const { documents, governor, texts } = this.#session;
    const open = documents.all().map((document) => document.uri);
    const ours = open.filter((candidate) => endings.some((ending) => candidate.endsWith(ending)));
    const schemas = endings.includes('.cedarschema') ? this.schemaInForce(uri).uris : [];
    for (const candidate of new Set([...ours, ...workspaceFiles(governor.roots, endings), ...schemas])) {
      const read = texts.read(candidate);
      if (!isText(read)) continue;
      const languageId = documents.get(candidate)?.languageId ?? LANGUAGES[path.posix.extname(candidate)] ?? '';
      yield { uri: candidate, languageId, text: read.text, stamp: read.stamp };
    }
  }

  /** A path of the setting: absolute, else below the workspace folder of the document. */
  #fromSetting(name: string, uri: string): string {
    if (path.isAbsolute(name)) return URI.file(name).toString();
    const { roots } = this.#session.governor;
    const root = roots.find((candidate) => uri.startsWith(`${candidate}/`)) ?? roots[0];
    return Utils.joinPath(
      root === undefined ? URI.parse(uri).with({ path: path.posix.dirname(URI.parse(uri).path) }) : URI.parse(root),
      name,
    ).toString();
  }
}

const MAX_SCHEMAS = 16;
