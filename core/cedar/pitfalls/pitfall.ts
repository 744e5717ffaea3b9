// What a pitfall rule is: something that the runner loads without a word and that does not do what it says.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { CedarSchema, SchemaAction } from '../schema.ts';
import { descendants, type ExpressionNode, type PoliciesNode, type PolicyNode, scopePart } from '../syntax/ast.ts';
import { displayUid, type EntityUid } from '../types.ts';

/** What the rules look at. */
export interface PitfallContext {
  readonly tree: PoliciesNode;
  readonly schema: CedarSchema;
}

/** One rule; its file is named after its code. */
export interface PitfallRule {
  readonly code: string;
  /**
   * Whether the runner does what the policy says although the schema's validation refuses it. Otherwise a finding stands
   * for the validation error at the same place.
   */
  readonly worksAtRunTime?: boolean;
  find(context: PitfallContext): Iterable<PitfallFinding>;
}

/** `data.replacement`, where given, is what to write in place of the span. */
export type PitfallFinding = Pick<Diagnostic, 'span' | 'message' | 'data' | 'related'>;

/** An entity as written in a policy. */
export type EntityNode = Extract<ExpressionNode, { readonly kind: 'entity' }>;

/** What a policy comes to when its scope can never match. */
export function matchesNothing(policy: PolicyNode): string {
  return policy.effect?.text === 'forbid' ? 'this forbid blocks nothing' : 'this permit allows nothing';
}

export function uidOf(node: EntityNode): EntityUid {
  return { type: node.type.text, id: node.id.value };
}

/** `Type::"id"` in the source's form. */
export function entityText(type: string, id: string): string {
  return displayUid({ type, id });
}

/** All entities of an expression. */
export function entitiesIn(root: ExpressionNode | undefined): readonly EntityNode[] {
  return root === undefined ? [] : [...descendants(root)].filter((node) => node.kind === 'entity');
}

/** The actions a policy's scope names; undefined where it is for all. */
export function scopeActions(policy: PolicyNode): readonly EntityNode[] | undefined {
  const target = scopePart(policy, 'action')?.target;
  return target === undefined ? undefined : entitiesIn(target);
}

/** Whether a type is one of actions. */
export function isActionType(type: string): boolean {
  return type === 'Action' || type.endsWith('::Action');
}

/** The actions of a namespace that can be asked for, without groups. */
export function actionsOf(schema: CedarSchema, type: string): readonly SchemaAction[] {
  return schema.actions.filter((action) => action.uid.type === type && !action.isGroup);
}

export function findAction(schema: CedarSchema, uid: EntityUid): SchemaAction | undefined {
  return schema.actions.find((action) => action.uid.type === uid.type && action.uid.id === uid.id);
}
