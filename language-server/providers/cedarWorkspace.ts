// What the Cedar features know of the workspace: which schema is in force, and what all files name.

import path from 'node:path';
import { URI } from 'vscode-uri';
import type { CedarSchema } from '#core/cedar/schema.ts';
import type { SchemaTree } from '#core/cedar/schemaSyntax/ast.ts';
import { type CedarDocument, schemaTreeOf } from '#core/ide/cedar/cedarDocument.ts';
import { CedarIndex, type WorkspaceText } from '#core/ide/cedar/cedarIndex.ts';
import { isHostOrTest } from '#core/ide/cedar/hostOccurrences.ts';
import type { NamingFile } from '#core/ide/cedar/navigation.ts';
import type { NamingContext } from '#core/ide/cedar/occurrences.ts';
import { type PolicyTemplate, templatesIn } from '#core/ide/cedar/policyTemplates.ts';
import type { Occurrence } from '#core/ide/cedar/symbols.ts';
import { rexSchemaFile } from '#core/node/assets.ts';
import type { Session } from '../session.ts';
import { isText } from '../textStore.ts';
import { workspaceFiles } from '../workspaceFiles.ts';
import { type SchemaInForce, schemaInForce } from './cedarSchema.ts';
import type { Asked } from './types.ts';

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
    session.documents.onDidClose(({ document }) => this.#index.forget(document.uri));
  }

  document(asked: Asked): CedarDocument | undefined {
    return this.#index.document(asked);
  }

  /** By `rehearsal.json`, else by the setting, else that of Rex. */
  schemaInForce(uri: string): SchemaInForce {
    const { governor, texts, analyses, settings } = this.#session;
    return schemaInForce({ governor, texts, rex: analyses.engine.schema, setting: settings().schema ?? [] }, uri);
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
    return this.#index.occurrences(asked, this.#context(asked.uri));
  }

  /** All files that name something: those of the workspace, those that are open, and the schema in force for `uri`. */
  *files(uri: string): Iterable<NamingFile> {
    for (const file of this.#texts(uri, Object.keys(LANGUAGES)))
      if (file.languageId !== 'json' || isHostOrTest(file.uri) || this.#index.document(file) !== undefined)
        yield { uri: file.uri, occurrences: this.#index.occurrences(file, this.#context(file.uri)) };
  }

  /** The texts of the schema in force for a document, which hold together. */
  fragments(uri: string): readonly SchemaTree[] {
    const { uris } = this.schemaInForce(uri);
    return [...this.#read(uris)].flatMap((text) => schemaTreeOf(this.#index.document(text)) ?? []);
  }

  /** The policies with slots of the workspace. */
  templates(uri: string): readonly PolicyTemplate[] {
    return [...this.#texts(uri, ['.cedar', '.cedar.json'])].flatMap((text) =>
      templatesIn(this.#index.document(text)).map((template) => ({ ...template, uri: text.uri })),
    );
  }

  #context(uri: string): NamingContext {
    return { schema: this.schema(uri), fragments: this.fragments(uri) };
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
    const { documents, governor } = this.#session;
    const open = documents.all().map((document) => document.uri);
    const ours = open.filter((candidate) => endings.some((ending) => candidate.endsWith(ending)));
    const schemas = endings.includes('.cedarschema') ? this.schemaInForce(uri).uris : [];
    yield* this.#read([...ours, ...workspaceFiles(governor.roots, endings), ...schemas]);
  }

  *#read(uris: readonly string[]): Iterable<WorkspaceText> {
    const { documents, texts } = this.#session;
    for (const uri of new Set(uris)) {
      const read = texts.read(uri);
      if (!isText(read)) continue;
      const languageId = documents.get(uri)?.languageId ?? LANGUAGES[path.posix.extname(uri)] ?? '';
      yield { uri, languageId, text: read.text, stamp: read.stamp };
    }
  }
}

const MAX_SCHEMAS = 16;
