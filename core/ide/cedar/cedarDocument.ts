// A policy, a schema or one of Cedar's JSON forms, parsed as what its name says it is.

import { type Node, parseTree } from 'jsonc-parser';
import type { SchemaTree } from '#core/cedar/schemaSyntax/ast.ts';
import { schemaTreeOfJson } from '#core/cedar/schemaSyntax/jsonSchema.ts';
import { parseSchema } from '#core/cedar/schemaSyntax/parseSchema.ts';
import type { PoliciesNode } from '#core/cedar/syntax/ast.ts';
import { parsePolicies } from '#core/cedar/syntax/parsePolicies.ts';

/** What a JSON file holds. `config` is `rehearsal.json`. */
export type JsonForm = 'policies' | 'entities' | 'schema' | 'links' | 'request' | 'config';

export type CedarDocument = PolicyDocument | SchemaDocument | JsonDocument;

export interface PolicyDocument {
  readonly kind: 'policies';
  readonly text: string;
  readonly tree: PoliciesNode;
}

export interface SchemaDocument {
  readonly kind: 'schema';
  readonly text: string;
  readonly tree: SchemaTree;
}

export interface JsonDocument {
  readonly kind: 'json';
  readonly form: JsonForm;
  readonly text: string;
  /** Undefined where the text is no JSON at all. */
  readonly root: Node | undefined;
  /** Of a schema. */
  readonly schemaTree?: SchemaTree;
}

/** Names of JSON files as Cedar's own tools and editors write them, by their end. */
const JSON_FORMS: readonly (readonly [RegExp, JsonForm])[] = [
  [/(^|\/)rehearsal\.json$/, 'config'],
  [/\.cedarschema\.json$/, 'schema'],
  [/(\.cedarentities|(^|\/)(cedar)?entities|\.entities)\.json$/, 'entities'],
  [/(\.cedartemplatelinks|\.cedarlinks|(^|\/)template-?links)\.json$/, 'links'],
  [/(\.cedarauth|\.cedarrequest)\.json$/, 'request'],
  [/\.cedar\.json$/, 'policies'],
];

/** The form of a JSON file; undefined for files that Cedar has nothing to do with. */
export function jsonFormOf(path: string): JsonForm | undefined {
  return JSON_FORMS.find(([pattern]) => pattern.test(path))?.[1];
}

/** The document, or undefined where it is none of these. `path` is the end of its address. */
export function cedarDocument(path: string, languageId: string, text: string): CedarDocument | undefined {
  if (languageId === 'cedar') return { kind: 'policies', text, tree: parsePolicies(text) };
  if (languageId === 'cedarschema') return { kind: 'schema', text, tree: parseSchema(text) };
  const form = jsonFormOf(path);
  if (form === undefined) return undefined;
  const document: JsonDocument = { kind: 'json', form, text, root: parseJson(text) };
  return form === 'schema' ? { ...document, schemaTree: schemaTreeOfJson(text, document.root) } : document;
}

/** The tree of a JSON text that may still be being typed. */
export function parseJson(text: string): Node | undefined {
  return parseTree(text, [], { allowTrailingComma: true });
}

/** The tree of a schema, whichever form it is in. */
export function schemaTreeOf(document: CedarDocument | undefined): SchemaTree | undefined {
  if (document?.kind === 'schema') return document.tree;
  return document?.kind === 'json' ? document.schemaTree : undefined;
}
