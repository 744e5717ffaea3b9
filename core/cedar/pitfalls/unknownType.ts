// A policy names an entity type that Rex does not have: most often the namespace is missing, or an old one is written.

import type { CedarSchema } from '../schema.ts';
import { type ExpressionNode, expressionsOf, type NameNode, type PolicyNode, scopePart } from '../syntax/ast.ts';
import { nearest } from './nearest.ts';
import { entitiesIn, isActionType, type PitfallRule } from './pitfall.ts';

export const unknownType: PitfallRule = {
  code: 'policy-unknown-type',
  *find({ tree, schema }) {
    for (const policy of tree.policies) {
      for (const { name, id } of typesIn(policy)) {
        if (isKnown(schema, name.text)) continue;
        const replacement = suggestion(schema, name.text, id);
        yield {
          span: name.span,
          message: `Rex has no type ${name.text}.${replacement === undefined ? '' : ` Write ${replacement}.`}`,
          ...(replacement === undefined ? {} : { data: { replacement } }),
        };
      }
    }
  },
};

interface TypeUse {
  readonly name: NameNode;
  readonly id?: string;
}

function* typesIn(policy: PolicyNode): Iterable<TypeUse> {
  const types = new Set(policy.scope.map((part) => part.type));
  const groups = new Set(groupsOf(policy));
  for (const node of expressionsOf(policy)) {
    if (node.kind === 'entity' && !groups.has(node)) yield { name: node.type, id: node.id.value };
    if (node.kind === 'name' && types.has(node)) yield { name: node.name };
    if (node.kind === 'is' && node.type.kind === 'name') yield { name: node.type.name };
  }
}

/** What stands after `principal in` has a finding of its own. */
function* groupsOf(policy: PolicyNode): Iterable<ExpressionNode> {
  const principal = scopePart(policy, 'principal');
  if (principal?.operator === 'in') yield* entitiesIn(principal.target);
  for (const node of expressionsOf(policy)) {
    if (
      node.kind === 'binary' &&
      node.operator === 'in' &&
      node.left.kind === 'variable' &&
      node.left.name === 'principal'
    )
      yield* entitiesIn(node.right);
  }
}

function isKnown(schema: CedarSchema, type: string): boolean {
  return schema.entityTypes.has(type) || schema.actions.some((action) => action.uid.type === type);
}

/** The one type with the same last part, or the one action type that has the action; else the nearest name. */
function suggestion(schema: CedarSchema, type: string, id: string | undefined): string | undefined {
  if (isActionType(type)) {
    const owners = new Set(schema.actions.filter((action) => action.uid.id === id).map((action) => action.uid.type));
    const [owner] = owners;
    if (owners.size === 1) return owner;
    return nearest(type, [...new Set(schema.actions.map((action) => action.uid.type))]);
  }
  const last = lastPart(type).toLowerCase();
  const names = [...schema.entityTypes.keys()];
  const same = names.filter((name) => lastPart(name).toLowerCase() === last);
  return same.length === 1 ? same[0] : nearest(type, names);
}

function lastPart(type: string): string {
  return type.slice(type.lastIndexOf(':') + 1);
}
