// What the names in schema texts stand for, also where another text that holds together with this one declares them.

import {
  type CommonTypeDeclaration,
  declarationsOf,
  type PlacedDeclaration,
  qualify,
  type SchemaTree,
} from '#core/cedar/schemaSyntax/ast.ts';

/** Entity types that a text declares, by their full names. */
export function entityTypesOf(tree: SchemaTree): readonly string[] {
  return declarationsOf(tree).flatMap(({ namespace, declaration }) =>
    declaration.kind === 'entity' ? declaration.names.map(({ text }) => qualify(namespace, text)) : [],
  );
}

/** The schema texts that hold together, as one. */
export class SchemaNames {
  readonly declarations: readonly PlacedDeclaration[];
  readonly entityTypes: ReadonlySet<string>;
  /** By their full names. */
  readonly commonTypes: ReadonlyMap<string, CommonTypeDeclaration>;

  constructor(readonly trees: readonly SchemaTree[]) {
    this.declarations = trees.flatMap(declarationsOf);
    this.entityTypes = new Set(trees.flatMap(entityTypesOf));
    this.commonTypes = new Map(
      this.declarations.flatMap(({ namespace, declaration }) =>
        declaration.kind === 'type' && declaration.name !== undefined
          ? [[qualify(namespace, declaration.name.text), declaration] as const]
          : [],
      ),
    );
  }

  /**
   * The full name of a type as it is written within a namespace: one of the namespace comes before one of none. A name
   * that nothing declares is given back as it is.
   */
  resolve(namespace: string, name: string): string {
    const own = qualify(namespace, name);
    const isOwn = !name.includes('::') && (this.entityTypes.has(own) || this.commonTypes.has(own));
    return isOwn ? own : name.replace(/^__cedar::/, '');
  }
}
