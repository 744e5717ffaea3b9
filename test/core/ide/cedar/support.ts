// A schema, a catalog and the features' ports, for tests of the Cedar languages.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadCatalog } from '#core/catalog/catalog.ts';
import type { CedarSchema } from '#core/cedar/schema.ts';
import {
  type CedarDocument,
  cedarDocument,
  type PolicyDocument,
  type SchemaDocument,
  schemaTreeOf,
} from '#core/ide/cedar/cedarDocument.ts';
import { CedarIndex, type WorkspaceText } from '#core/ide/cedar/cedarIndex.ts';
import { findCedarWasm, loadCedarEngine } from '#core/node/cedarWasm.ts';

export const engine = loadCedarEngine(findCedarWasm(import.meta.dirname));
export const rexText = readFileSync(path.join(import.meta.dirname, '../../../../policies/rex.cedarschema'), 'utf8');
export const catalog = loadCatalog();
export const rex = schemaFrom(rexText);

export function schemaFrom(text: string): CedarSchema {
  const schema = engine.readSchema(text);
  if (schema === undefined)
    throw new Error(
      engine
        .checkSchema(text)
        .map(({ message }) => message)
        .join('\n'),
    );
  return schema;
}

export function policies(text: string): PolicyDocument {
  const document = cedarDocument('/w/a.cedar', 'cedar', text);
  if (document?.kind !== 'policies') throw new Error('no policies');
  return document;
}

export function schemaDocument(text: string): SchemaDocument {
  const document = cedarDocument('/w/a.cedarschema', 'cedarschema', text);
  if (document?.kind !== 'schema') throw new Error('no schema');
  return document;
}

export function json(name: string, text: string): CedarDocument {
  const document = cedarDocument(`/w/${name}`, 'json', text);
  if (document === undefined) throw new Error('no form of Cedar');
  return document;
}

const LANGUAGES: Readonly<Record<string, string>> = {
  cedar: 'cedar',
  cedarschema: 'cedarschema',
  json: 'json',
  rhai: 'rhai',
};

/** A workspace of texts by their names; `$0` in one of them is the cursor. */
export function workspaceOf(texts: Readonly<Record<string, string>>, schema: CedarSchema | undefined = rex) {
  const index = new CedarIndex();
  let uri = '';
  let offset = 0;
  const files = Object.entries(texts).map(([name, source]): WorkspaceText => {
    const at = source.indexOf('$0');
    if (at >= 0) [uri, offset] = [name, at];
    const languageId = LANGUAGES[name.slice(name.lastIndexOf('.') + 1)] ?? '';
    return { uri: name, languageId, text: source.replace('$0', ''), stamp: '' };
  });
  const own = files.find((file) => file.uri === uri);
  if (own === undefined) throw new Error('no $0');
  const fragments = files.flatMap((file) => schemaTreeOf(index.document(file)) ?? []);
  const context = { schema, fragments };
  const named = () => files.map((file) => ({ uri: file.uri, occurrences: index.occurrences(file, context) }));
  const port = {
    uri,
    occurrences: index.occurrences(own, context),
    files: named,
    isOwn: (candidate: string) => !candidate.startsWith('rex'),
    textOf: (candidate: string) => files.find((file) => file.uri === candidate)?.text ?? '',
  };
  return { port, offset, files, named, index };
}
