// A schema in JSON form as one in Cedar's text form. The engine translates only what is complete in itself, and one of several
// schemas seldom is.

import { type ParseError, parseTree } from 'jsonc-parser';
import { displayUid, escapeCedarString } from '../types.ts';
import {
  type ActionDeclaration,
  type DeclarationNode,
  declarationsOf,
  type EntityDeclaration,
  qualify,
  type SchemaTree,
  type TypeNode,
} from './ast.ts';
import { schemaTreeOfJson } from './jsonSchema.ts';

/** The same schema in text form; undefined where the text is no schema in JSON. Annotations are left out. */
export function schemaTextOfJson(text: string): string | undefined {
  const broken: ParseError[] = [];
  const tree = schemaTreeOfJson(text, parseTree(text, broken));
  if (broken.length + tree.errors.length > 0) return undefined;
  const printer = new Printer(tree);
  const parts = tree.items.map((item) => {
    if (item.kind !== 'namespace') return printer.declaration('', item);
    const name = item.name?.text ?? '';
    return `namespace ${name} {\n${item.declarations.map((node) => printer.declaration(name, node)).join('')}}\n`;
  });
  return parts.join('');
}

class Printer {
  readonly #commonTypes: ReadonlyMap<string, TypeNode>;

  constructor(tree: SchemaTree) {
    this.#commonTypes = new Map(
      declarationsOf(tree).flatMap(({ namespace, declaration }) =>
        declaration.kind === 'type' && declaration.name !== undefined && declaration.type !== undefined
          ? [[qualify(namespace, declaration.name.text), declaration.type] as const]
          : [],
      ),
    );
  }

  declaration(namespace: string, node: DeclarationNode): string {
    switch (node.kind) {
      case 'entity':
        return this.#entity(namespace, node);
      case 'action':
        return this.#action(node);
      case 'type':
        return `type ${node.name?.text} = ${this.#type(node.type)};\n`;
    }
  }

  #entity(namespace: string, { names, parents, attributes, tags, choices }: EntityDeclaration): string {
    const name = names[0]?.text ?? '';
    if (choices !== undefined)
      return `entity ${name} enum [${choices.map(({ value }) => quoted(value)).join(', ')}];\n`;
    const lies = parents.length === 0 ? '' : ` in [${parents.map(({ text }) => text).join(', ')}]`;
    const shape = attributes === undefined ? '' : ` ${this.#type(this.#recordOf(namespace, attributes, new Set()))}`;
    const carries = tags === undefined ? '' : ` tags ${this.#type(tags)}`;
    return `entity ${name}${lies}${shape}${carries};\n`;
  }

  /** The text form knows no name in place of an entity's record. */
  #recordOf(namespace: string, type: TypeNode, seen: Set<string>): TypeNode {
    if (type.kind !== 'name' || seen.has(type.name.text)) return type;
    const own = qualify(namespace, type.name.text);
    const found = this.#commonTypes.get(own) ?? this.#commonTypes.get(type.name.text);
    return found === undefined ? type : this.#recordOf(namespace, found, seen.add(type.name.text));
  }

  #action({ names, parents, appliesTo }: ActionDeclaration): string {
    const groups = parents.map(({ type, id }) =>
      type === undefined ? quoted(id.text) : displayUid({ type: type.text, id: id.text }),
    );
    const belongs = groups.length === 0 ? '' : ` in [${groups.join(', ')}]`;
    const part = (keyword: string) => appliesTo?.parts.find((candidate) => candidate.keyword.text === keyword);
    const list = (keyword: string) => (part(keyword)?.types ?? []).map(({ text }) => text);
    const [principals, resources] = [list('principal'), list('resource')];
    const head = `action ${quoted(names[0]?.text ?? '')}${belongs}`;
    // Asked for by nobody or on nothing, it is asked for never; the text form has no empty lists.
    if (principals.length === 0 || resources.length === 0) return `${head};\n`;
    const context = part('context')?.context;
    const says = context === undefined ? '' : `, context: ${this.#type(context)}`;
    return `${head} appliesTo { principal: [${principals.join(', ')}], resource: [${resources.join(', ')}]${says} };\n`;
  }

  #type(type: TypeNode | undefined): string {
    switch (type?.kind) {
      case 'name':
        return type.name.text;
      case 'set':
        return `Set<${this.#type(type.element)}>`;
      case 'record': {
        const attributes = type.attributes.map(
          ({ name, optional, type: inner }) => `${quoted(name.text)}${optional ? '?' : ''}: ${this.#type(inner)}`,
        );
        return `{ ${attributes.join(', ')} }`;
      }
      case 'error':
      case undefined:
        return '{}';
    }
  }
}

function quoted(text: string): string {
  return `"${escapeCedarString(text)}"`;
}
