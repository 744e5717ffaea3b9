// The structure of a schema in its JSON form, as the tree of the text form: the same features then work on both. Names of
// types lie within their quotes; names of actions and attributes have theirs, since they may need them in the text form too.

import { type Node, parseTree } from 'jsonc-parser';
import type { AnnotationNode, NameNode, SyntaxGap } from '../syntax/ast.ts';
import {
  elementsOf,
  insideOf,
  type JsonProperty,
  nameNode,
  nodeSpan,
  propertiesOf,
  quotedWordNode,
  stringNode,
  valueAt,
  wordNode,
} from '../syntax/jsonNodes.ts';
import type {
  ActionDeclaration,
  AppliesToPart,
  CommonTypeDeclaration,
  DeclarationNode,
  EntityDeclaration,
  NamespaceNode,
  RecordTypeNode,
  SchemaTree,
  TypeNode,
} from './ast.ts';

/** The tree of a JSON text that may still be being typed; `root` is that text's. It has no tokens. */
export function schemaTreeOfJson(text: string, root: Node | undefined = parseTree(text)): SchemaTree {
  const errors: SyntaxGap[] = [];
  if (root?.type !== 'object') {
    const span = root === undefined ? { start: 0, end: 0 } : nodeSpan(root);
    return { text, items: [], errors: [{ span, expected: 'an object' }], tokens: [], comments: [] };
  }
  const reader = new Reader(errors);
  return { text, items: reader.items(root), errors, tokens: [], comments: [] };
}

/** Types that JSON names by `type` alone. */
const PRIMITIVES: Readonly<Record<string, string>> = { Long: 'Long', String: 'String', Boolean: 'Bool', Bool: 'Bool' };

class Reader {
  constructor(readonly errors: SyntaxGap[]) {}

  items(root: Node): readonly (NamespaceNode | DeclarationNode)[] {
    return propertiesOf(root).flatMap(({ key, value, span }): readonly (NamespaceNode | DeclarationNode)[] => {
      const declarations = this.#declarations(value);
      if (key.value === '') return declarations;
      return [
        {
          kind: 'namespace',
          span,
          annotations: annotationsOf(value),
          name: nameNode(key),
          bodySpan: nodeSpan(value),
          declarations,
        },
      ];
    });
  }

  #declarations(namespace: Node): readonly DeclarationNode[] {
    const each = <T>(key: string, read: (property: JsonProperty) => T): readonly T[] => {
      const holder = valueAt(namespace, key);
      if (holder !== undefined && holder.type !== 'object') this.#missing(holder, 'an object');
      return holder === undefined ? [] : propertiesOf(holder).map(read);
    };
    const all: readonly DeclarationNode[] = [
      ...each('commonTypes', (property) => this.#commonType(property)),
      ...each('entityTypes', (property) => this.#entity(property)),
      ...each('actions', (property) => this.#action(property)),
    ];
    return [...all].sort((a, b) => a.span.start - b.span.start);
  }

  #commonType({ key, value, span }: JsonProperty): CommonTypeDeclaration {
    return {
      kind: 'type',
      span,
      annotations: annotationsOf(value),
      name: wordNode(key),
      type: this.#type(value),
    };
  }

  #entity({ key, value, span }: JsonProperty): EntityDeclaration {
    const shape = valueAt(value, 'shape');
    const record = shape === undefined ? undefined : this.#type(shape);
    const tags = valueAt(value, 'tags');
    const choices = valueAt(value, 'enum');
    return {
      kind: 'entity',
      span,
      annotations: annotationsOf(value),
      names: [wordNode(key)],
      parents: this.#names(valueAt(value, 'memberOfTypes')),
      attributes: record,
      tags: tags === undefined ? undefined : this.#type(tags),
      choices:
        choices === undefined
          ? undefined
          : elementsOf(choices)
              .filter(({ type }) => type === 'string')
              .map(stringNode),
    };
  }

  #action({ key, value, span }: JsonProperty): ActionDeclaration {
    const appliesTo = valueAt(value, 'appliesTo');
    return {
      kind: 'action',
      span,
      annotations: annotationsOf(value),
      names: [quotedWordNode(key)],
      parents: elementsOf(valueAt(value, 'memberOf')).flatMap((node) => {
        const [id, type] = [valueAt(node, 'id'), valueAt(node, 'type')];
        if (id?.type !== 'string') return this.#missing(node, 'an id');
        return {
          span: nodeSpan(node),
          type: type?.type === 'string' ? nameNode(type) : undefined,
          id: quotedWordNode(id),
        };
      }),
      appliesTo: appliesTo === undefined ? undefined : { span: nodeSpan(appliesTo), parts: this.#parts(appliesTo) },
    };
  }

  #parts(appliesTo: Node): readonly AppliesToPart[] {
    const part = (key: string, keyword: string): readonly AppliesToPart[] => {
      const found = propertiesOf(appliesTo).find((property) => property.key.value === key);
      if (found === undefined) return [];
      const word = { text: keyword, span: insideOf(found.key) };
      const context = keyword === 'context' ? this.#type(found.value) : undefined;
      const types = keyword === 'context' ? [] : this.#names(found.value);
      return [{ span: found.span, keyword: word, types, context }];
    };
    return [
      ...part('principalTypes', 'principal'),
      ...part('resourceTypes', 'resource'),
      ...part('context', 'context'),
    ];
  }

  #names(list: Node | undefined): readonly NameNode[] {
    return elementsOf(list).flatMap((node) =>
      node.type === 'string' ? nameNode(node) : this.#missing(node, 'a name'),
    );
  }

  #type(node: Node): TypeNode {
    const span = nodeSpan(node);
    const type = valueAt(node, 'type');
    const name = valueAt(node, 'name');
    if (type?.type !== 'string') return this.#noType(node);
    const word = String(type.value);
    if (word === 'Record') return this.#record(node);
    if (word === 'Set') {
      const element = valueAt(node, 'element');
      return element === undefined
        ? this.#noType(node)
        : { kind: 'set', span, keyword: insideOf(type), element: this.#type(element) };
    }
    if (['Entity', 'EntityOrCommon', 'Extension'].includes(word))
      return name?.type === 'string'
        ? { kind: 'name', span, name: word === 'Extension' ? builtIn(String(name.value), name) : nameNode(name) }
        : this.#noType(node);
    const primitive = Object.hasOwn(PRIMITIVES, word) ? PRIMITIVES[word] : undefined;
    return { kind: 'name', span, name: primitive === undefined ? nameNode(type) : builtIn(primitive, type) };
  }

  #record(node: Node): RecordTypeNode {
    const attributes = valueAt(node, 'attributes');
    return {
      kind: 'record',
      span: nodeSpan(node),
      attributes: propertiesOf(attributes).map(({ key, value, span }) => ({
        span,
        annotations: annotationsOf(value),
        name: quotedWordNode(key),
        optional: valueAt(value, 'required')?.value === false,
        type: this.#type(value),
      })),
    };
  }

  #noType(node: Node): TypeNode {
    this.#missing(node, 'a type');
    return { kind: 'error', span: nodeSpan(node) };
  }

  #missing(node: Node, expected: string): readonly never[] {
    this.errors.push({ span: nodeSpan(node), expected });
    return [];
  }
}

function annotationsOf(node: Node): readonly AnnotationNode[] {
  const holder = valueAt(node, 'annotations');
  return propertiesOf(holder).map(({ key, value, span }) => ({
    span,
    name: wordNode(key),
    value: value.type === 'string' ? stringNode(value) : undefined,
  }));
}

/** A name that stands for a type that needs no declaration, whatever else has its name. */
function builtIn(name: string, node: Node): NameNode {
  const span = insideOf(node);
  return { span, text: `__cedar::${name}`, parts: [{ text: name, span }] };
}
