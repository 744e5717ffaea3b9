// What the names in a schema text stand for.

import { type CommonTypeDeclaration, declarationsOf, qualify, type SchemaTree } from '#core/cedar/schemaSyntax/ast.ts';

/** Entity types that a text declares, by their full names. */
export function entityTypesOf(tree: SchemaTree): readonly string[] {
  return declarationsOf(tree).flatMap(({ namespace, declaration }) =>
    declaration.kind === 'entity' ? declaration.names.map(({ text }) => qualify(namespace, text)) : [],
  );
}

/** Common types that a text declares, by their full names. */
export function commonTypesOf(tree: SchemaTree): ReadonlyMap<string, CommonTypeDeclaration> {
  return new Map(
    declarationsOf(tree).flatMap(({ namespace, declaration }) =>
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
export function resolveType(tree: SchemaTree, namespace: string, name: string): string {
  const declared = new Set([...entityTypesOf(tree), ...commonTypesOf(tree).keys()]);
  const own = qualify(namespace, name);
  return !name.includes('::') && declared.has(own) ? own : name.replace(/^__cedar::/, '');
}
