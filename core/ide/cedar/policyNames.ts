// What people and the engine call a policy: its `@id`, and `policy0`, `policy1`, ... by its place.

import type { Span } from '#core/base/span.ts';
import type { PoliciesNode, PolicyNode, StringNode } from '#core/cedar/syntax/ast.ts';

export interface PolicyName {
  readonly policy: PolicyNode;
  /** The engine's id. */
  readonly id: string;
  /** The value of `@id`, else the engine's id. */
  readonly name: string;
  /** The name in the text, or the effect where it has none. */
  readonly nameSpan: Span;
  readonly annotation: StringNode | undefined;
}

/** All policies of a text with their names. */
export function policyNames(tree: PoliciesNode): readonly PolicyName[] {
  return tree.policies.map((policy, i) => {
    const annotation = policy.annotations.find(({ name }) => name?.text === 'id')?.value;
    const id = `policy${i}`;
    const nameSpan = annotation?.span ?? policy.effect?.span ?? { start: policy.span.start, end: policy.span.start };
    return { policy, id, name: annotation?.value ?? id, nameSpan, annotation };
  });
}
