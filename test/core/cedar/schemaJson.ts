// What the engine makes of a schema, made from our tree: the JSON form, or the reason why the engine refuses the text although
// every token is in its place. Holds our parser to the engine on structure and not only on acceptance.

import {
  type ActionDeclaration,
  type DeclarationNode,
  type EntityDeclaration,
  type NamespaceNode,
  type SchemaTree,
  type TypeNode,
  typesBelow,
  typesOf,
} from '#core/cedar/schemaSyntax/ast.ts';
import type { AnnotationNode, NameNode, WordNode } from '#core/cedar/syntax/ast.ts';
import { hasGoodEscapes } from './stringEscapes.ts';

/** Thrown where the engine refuses a text that has the right form. */
export class Refused extends Error {}

export type Json = { readonly [key: string]: unknown };

const RESERVED = new Set(['true', 'false', 'if', 'then', 'else', 'in', 'is', 'like', 'has']);
const BUILT_IN = new Set(['Bool', 'Boolean', 'Entity', 'Extension', 'Long', 'Record', 'Set', 'String']);

/** Throws {@link Refused}. */
export function schemaJson(tree: SchemaTree): Json {
  for (const token of tree.tokens)
    if (token.kind === 'string' && !hasGoodEscapes(token.text.slice(1, -1), 'string')) throw new Refused('escape');
  const bare: DeclarationNode[] = [];
  const spaces: [string, unknown][] = [];
  for (const item of tree.items) {
    if (item.kind === 'namespace') spaces.push([nameOf(item.name, 'declared'), namespaceJson(tree, item)]);
    else bare.push(item);
  }
  const all = bare.length === 0 ? spaces : [...spaces, ['', definitionJson(tree, bare, [])] as [string, unknown]];
  refuseTwice(all.map(([name]) => name));
  return entriesOf(all);
}

function namespaceJson(tree: SchemaTree, node: NamespaceNode): Json {
  return definitionJson(tree, node.declarations, node.annotations);
}

function definitionJson(
  tree: SchemaTree,
  declarations: readonly DeclarationNode[],
  annotations: readonly AnnotationNode[],
): Json {
  const entities: [string, unknown][] = [];
  const actions: [string, unknown][] = [];
  const types: [string, unknown][] = [];
  for (const declaration of declarations) {
    for (const type of typesOf(declaration)) checkType(tree, type);
    const own = annotationsJson(declaration.annotations);
    switch (declaration.kind) {
      case 'entity':
        for (const name of declaration.names)
          entities.push([identifier(name, 'declared'), { ...entityJson(declaration), ...own }]);
        break;
      case 'action':
        for (const name of declaration.names)
          actions.push([wordOrString(tree, name), { ...actionJson(tree, declaration), ...own }]);
        break;
      case 'type': {
        const name = identifier(declaration.name, 'declared');
        if (BUILT_IN.has(name)) throw new Refused('built in');
        types.push([name, { ...typeJson(declaration.type), ...own }]);
      }
    }
  }
  for (const list of [entities, actions, types]) refuseTwice(list.map(([name]) => name));
  return {
    ...(types.length === 0 ? {} : { commonTypes: entriesOf(types) }),
    entityTypes: entriesOf(entities),
    actions: entriesOf(actions),
    ...annotationsJson(annotations),
  };
}

function entityJson(node: EntityDeclaration): Json {
  if (node.choices !== undefined) return { enum: node.choices.map(({ value }) => value) };
  const attributes = node.attributes?.kind === 'record' ? node.attributes.attributes : [];
  return {
    ...(node.parents.length === 0 ? {} : { memberOfTypes: node.parents.map((name) => nameOf(name)) }),
    ...(attributes.length === 0 ? {} : { shape: typeJson(node.attributes) }),
    ...(node.tags === undefined ? {} : { tags: typeJson(node.tags) }),
  };
}

function actionJson(tree: SchemaTree, node: ActionDeclaration): Json {
  const parents = node.parents.map(({ id, type }) => ({
    id: type === undefined ? wordOrString(tree, id) : id.text,
    ...(type === undefined ? {} : { type: nameOf(type) }),
  }));
  const parts = node.appliesTo?.parts ?? [];
  refuseTwice(parts.map(({ keyword }) => keyword.text));
  const types = (keyword: string) => {
    if (node.appliesTo === undefined) return [];
    const found = parts.find((part) => part.keyword.text === keyword);
    if (found === undefined || found.types.length === 0) throw new Refused(`no ${keyword}`);
    return found.types.map((name) => nameOf(name));
  };
  const context = parts.find((part) => part.keyword.text === 'context')?.context;
  const isEmpty = context?.kind === 'record' && context.attributes.length === 0;
  return {
    appliesTo: {
      resourceTypes: types('resource'),
      principalTypes: types('principal'),
      ...(context === undefined || isEmpty ? {} : { context: contextJson(context) }),
    },
    ...(parents.length === 0 ? {} : { memberOf: parents }),
  };
}

function contextJson(context: TypeNode): Json {
  return context.kind === 'name' ? { type: nameOf(context.name) } : typeJson(context);
}

function typeJson(type: TypeNode | undefined): Json {
  switch (type?.kind) {
    case 'name':
      return { type: 'EntityOrCommon', name: nameOf(type.name) };
    case 'set':
      return { type: 'Set', element: typeJson(type.element) };
    case 'record':
      return {
        type: 'Record',
        attributes: entriesOf(
          type.attributes.map((attribute) => [
            attribute.name.text,
            {
              ...typeJson(attribute.type),
              ...annotationsJson(attribute.annotations),
              ...(attribute.optional ? { required: false } : {}),
            },
          ]),
        ),
      };
    case 'error':
    case undefined:
      throw new Error('a type is missing from a tree without gaps');
  }
}

function checkType(tree: SchemaTree, root: TypeNode): void {
  for (const type of typesBelow(root)) {
    if (type.kind !== 'record') continue;
    for (const { name, annotations } of type.attributes) {
      wordOrString(tree, name);
      annotationsJson(annotations);
    }
  }
}

function annotationsJson(annotations: readonly AnnotationNode[]): Json {
  if (annotations.length === 0) return {};
  refuseTwice(annotations.map(({ name }) => name?.text ?? ''));
  return { annotations: entriesOf(annotations.map(({ name, value }) => [name?.text ?? '', value?.value ?? ''])) };
}

function nameOf(name: NameNode | undefined, use?: 'declared'): string {
  if (name === undefined) throw new Error('a name is missing from a tree without gaps');
  for (const part of name.parts) identifier(part, use);
  return name.text;
}

function identifier(word: WordNode | undefined, use?: 'declared'): string {
  if (word === undefined) throw new Error('a name is missing from a tree without gaps');
  if (RESERVED.has(word.text) || (use === 'declared' && word.text === '__cedar')) throw new Refused('reserved');
  return word.text;
}

function wordOrString(tree: SchemaTree, word: WordNode): string {
  return tree.text[word.span.start] === '"' ? word.text : identifier(word);
}

function refuseTwice(names: readonly string[]): void {
  if (new Set(names).size < names.length) throw new Refused('declared twice');
}

/** Keeps a key such as `__proto__` a key. */
function entriesOf(entries: readonly (readonly [string, unknown])[]): Json {
  return Object.fromEntries(entries);
}
