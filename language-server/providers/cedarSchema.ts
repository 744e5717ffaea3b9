// Which schema holds for a document: by `rehearsal.json`, else by the setting, else that of Rex. The editor and the command
// line both ask here, so that they cannot differ.

import path from 'node:path';
import { URI, Utils } from 'vscode-uri';
import type { SchemaFragment } from '#core/cedar/checkPolicy.ts';
import { combineSchemas, type SchemaPiece, type SchemaSource } from '#core/cedar/schemaSyntax/combineSchemas.ts';
import { rexSchemaFile } from '#core/node/assets.ts';
import type { Governor } from '../governance.ts';
import { isText, type StoredText, type TextStore } from '../textStore.ts';

/** The schema that holds for a document. */
export interface SchemaInForce {
  /** Several schemas put together where several are named. */
  readonly text: string;
  /** Where it is written. */
  readonly uris: readonly string[];
  /** Which stretches of the text come from which of the files; none where it is the text of one file. */
  readonly pieces: readonly SchemaPiece[];
  readonly isRex: boolean;
  /** Why a schema that is named cannot be used. */
  readonly problems: readonly string[];
}

/** What decides on the schema. */
export interface SchemaSources {
  readonly governor: Governor;
  readonly texts: TextStore;
  /** Text of the schema of Rex. */
  readonly rex: string;
  /** The setting `rehearsal.schema`. */
  readonly setting: readonly string[];
}

/** The schema that holds for the document at `uri`. */
export function schemaInForce({ governor, texts, rex, setting }: SchemaSources, uri: string): SchemaInForce {
  const config = governor.configFor(uri);
  const fromConfig = (governor.file(config)?.schemas ?? []).map((schema) =>
    Utils.joinPath(URI.parse(config), '..', schema.path).toString(),
  );
  const named = fromConfig.length > 0 ? fromConfig : setting.map((name) => settingUri(name, uri, governor.roots));
  const read = named.map((schema) => texts.read(schema));
  const problems = read.flatMap((found) =>
    isText(found) ? [] : [`The schema ${found.uri} cannot be read: ${found.reason}.`],
  );
  const found = read.filter(isText);
  if (found.length === 0)
    return { text: rex, uris: [URI.file(rexSchemaFile()).toString()], pieces: [], isRex: true, problems };
  const uris = found.map((schema) => schema.uri);
  const { text, pieces, unreadable } = combineSchemas(found.map(sourceOf));
  const broken = unreadable.map((i) => `The schema ${uris[i]} is no schema in JSON.`);
  return { text, pieces, uris, isRex: false, problems: [...problems, ...broken] };
}

/** A schema file among those that hold together; undefined where it is not one of them. */
export function fragmentOf({ text, pieces, uris }: SchemaInForce, uri: string): SchemaFragment | undefined {
  const source = uris.indexOf(uri);
  return source < 0 || uris.length < 2 ? undefined : { text, pieces, source };
}

function sourceOf({ uri, text }: StoredText): SchemaSource {
  return { text, form: uri.endsWith('.json') ? 'json' : 'cedar' };
}

/** A path of the setting: absolute, else below the workspace folder of the document. */
function settingUri(name: string, uri: string, roots: readonly string[]): string {
  if (path.isAbsolute(name)) return URI.file(name).toString();
  const root = roots.find((candidate) => uri.startsWith(`${candidate}/`)) ?? roots[0];
  return Utils.joinPath(
    root === undefined ? URI.parse(uri).with({ path: path.posix.dirname(URI.parse(uri).path) }) : URI.parse(root),
    name,
  ).toString();
}
