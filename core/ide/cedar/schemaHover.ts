// Hover in schemas: what a name stands for, and the words of the language.

import { type Span, touches } from '#core/base/span.ts';
import type { CedarSchema } from '#core/cedar/schema.ts';
import {
  declarationsOf,
  type PlacedDeclaration,
  qualify,
  type SchemaTree,
  typeNamesOf,
} from '#core/cedar/schemaSyntax/ast.ts';
import type { Hover } from '../answers.ts';
import { describeAction, describeType } from './describe.ts';
import type { HoverPort } from './hover.ts';
import { SchemaNames } from './schemaNames.ts';
import { ANNOTATIONS, BUILT_IN_TYPES, SCHEMA_WORDS } from './words.ts';

/** `port.schema` is what this text declares, with those that hold together with it. */
export interface SchemaHoverPort extends HoverPort {
  /** All texts that hold together, this one among them. */
  readonly fragments: readonly SchemaTree[];
}

/** The hover at an offset of a schema in either form. */
export function schemaHover(tree: SchemaTree, offset: number, port: SchemaHoverPort): Hover | undefined {
  return nameHover(tree, offset, port) ?? wordHover(tree, offset);
}

function nameHover(tree: SchemaTree, offset: number, port: SchemaHoverPort): Hover | undefined {
  const names = new SchemaNames(port.fragments);
  for (const { namespace, declaration } of declarationsOf(tree)) {
    if (!touches(declaration.span, offset)) continue;
    if (declaration.kind === 'entity') {
      const name = declaration.names.find(({ span }) => touches(span, offset));
      if (name !== undefined) return typeHover(qualify(namespace, name.text), name.span, port.schema);
    }
    if (declaration.kind === 'action') {
      const own = declaration.names.map((name) => ({ span: name.span, id: name, type: undefined }));
      for (const { span, type, id } of [...own, ...declaration.parents])
        if (touches(span, offset)) return actionHover(type?.text ?? qualify(namespace, 'Action'), id.text, span, port);
    }
    const name = typeNamesOf(declaration).find(({ span }) => touches(span, offset));
    if (name !== undefined) return usedTypeHover(names, names.resolve(namespace, name.text), name.span, port);
  }
  return undefined;
}

function usedTypeHover(names: SchemaNames, full: string, span: Span, { schema }: HoverPort): Hover | undefined {
  const common = names.commonTypes.get(full);
  if (common !== undefined) {
    const { text, tokens } = names.trees.find((tree) => declarationsOf(tree).some(isCommon)) ?? names.trees[0] ?? EMPTY;
    const language = tokens.length > 0 ? 'cedarschema' : 'json';
    return { markdown: `\`\`\`${language}\n${text.slice(common.span.start, common.span.end)}\n\`\`\``, span };
  }
  const builtIn = BUILT_IN_TYPES.get(full);
  return typeHover(full, span, schema) ?? (builtIn === undefined ? undefined : { markdown: builtIn, span });

  function isCommon({ declaration }: PlacedDeclaration): boolean {
    return declaration === common;
  }
}

const EMPTY = { text: '', tokens: [] };

function typeHover(name: string, span: Span, schema: CedarSchema | undefined): Hover | undefined {
  const type = schema?.entityTypes.get(name);
  return schema === undefined || type === undefined ? undefined : { markdown: describeType(type, schema), span };
}

function actionHover(type: string, id: string, span: Span, { schema, catalog }: HoverPort): Hover | undefined {
  const action = schema?.actions.find(({ uid }) => uid.type === type && uid.id === id);
  if (schema === undefined || action === undefined) return undefined;
  return { markdown: describeAction(action, schema, catalog), span };
}

function wordHover(tree: SchemaTree, offset: number): Hover | undefined {
  const index = tree.tokens.findIndex(
    ({ start, end, kind }) => start <= offset && offset < end && kind === 'identifier',
  );
  const token = tree.tokens[index];
  if (token === undefined) return undefined;
  const isAnnotation = tree.tokens[index - 1]?.text === '@';
  const text = isAnnotation
    ? ANNOTATIONS.get(token.text)
    : (SCHEMA_WORDS.get(token.text) ?? BUILT_IN_TYPES.get(token.text));
  return text === undefined ? undefined : { markdown: text, span: { start: token.start, end: token.end } };
}
