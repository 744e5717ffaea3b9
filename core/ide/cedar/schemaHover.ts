// Hover in schemas: what a name stands for, and the words of the language.

import { type Span, touches } from '#core/base/span.ts';
import type { CedarSchema } from '#core/cedar/schema.ts';
import { declarationsOf, qualify, type TypeNode, typesBelow, typesOf } from '#core/cedar/schemaSyntax/ast.ts';
import type { Hover } from '../answers.ts';
import type { SchemaDocument } from './cedarDocument.ts';
import { describeAction, describeType } from './describe.ts';
import type { HoverPort } from './hover.ts';
import { commonTypesOf, resolveType } from './schemaNames.ts';
import { ANNOTATIONS, BUILT_IN_TYPES, SCHEMA_WORDS } from './words.ts';

/** The hover at an offset of a schema; `port.schema` is this very text's, where it has no errors. */
export function schemaHover(document: SchemaDocument, offset: number, port: HoverPort): Hover | undefined {
  return nameHover(document, offset, port) ?? wordHover(document, offset);
}

function nameHover(document: SchemaDocument, offset: number, port: HoverPort): Hover | undefined {
  const { tree } = document;
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
    for (const name of namesIn(declaration)) {
      if (!touches(name.span, offset)) continue;
      const full = resolveType(tree, namespace, name.text);
      const common = commonTypesOf(tree).get(full);
      if (common !== undefined) {
        const source = document.text.slice(common.span.start, common.span.end);
        return { markdown: `\`\`\`cedarschema\n${source}\n\`\`\``, span: name.span };
      }
      const builtIn = BUILT_IN_TYPES.get(full);
      return (
        typeHover(full, name.span, port.schema) ??
        (builtIn === undefined ? undefined : { markdown: builtIn, span: name.span })
      );
    }
  }
  return undefined;
}

function namesIn(declaration: ReturnType<typeof declarationsOf>[number]['declaration']) {
  const parents = declaration.kind === 'entity' ? declaration.parents : [];
  const applies =
    declaration.kind === 'action' ? (declaration.appliesTo?.parts ?? []).flatMap(({ types }) => types) : [];
  const types = typesOf(declaration).flatMap((type: TypeNode) =>
    [...typesBelow(type)].flatMap((inner) => (inner.kind === 'name' ? [inner.name] : [])),
  );
  return [...parents, ...applies, ...types];
}

function typeHover(name: string, span: Span, schema: CedarSchema | undefined): Hover | undefined {
  const type = schema?.entityTypes.get(name);
  return schema === undefined || type === undefined ? undefined : { markdown: describeType(type, schema), span };
}

function actionHover(type: string, id: string, span: Span, { schema, catalog }: HoverPort): Hover | undefined {
  const action = schema?.actions.find(({ uid }) => uid.type === type && uid.id === id);
  if (schema === undefined || action === undefined) return undefined;
  return { markdown: describeAction(action, schema, catalog), span };
}

function wordHover({ tree }: SchemaDocument, offset: number): Hover | undefined {
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
