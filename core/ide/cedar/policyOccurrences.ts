// What a policy text names: types, namespaces, actions, entities, attributes and its own policies.

import type { Node } from 'jsonc-parser';
import type { Span } from '#core/base/span.ts';
import { isActionType } from '#core/cedar/pitfalls/pitfall.ts';
import type { CedarSchema } from '#core/cedar/schema.ts';
import { expressionsOf, type PoliciesNode, type PolicyNode, slotsOf } from '#core/cedar/syntax/ast.ts';
import { policiesOfJson } from '#core/cedar/syntax/jsonPolicies.ts';
import { attributeOccurrences } from './attributeOccurrences.ts';
import { policyNames } from './policyNames.ts';
import { requestTypes } from './requestTypes.ts';
import { entitySymbol, inJson, nameOccurrences, type Occurrence, policySymbol } from './symbols.ts';

export function* policyOccurrences(tree: PoliciesNode, schema: CedarSchema | undefined): Iterable<Occurrence> {
  for (const { policy, annotation, name } of policyNames(tree)) {
    if (annotation !== undefined) yield declared(name, annotation.span, policy, 'quoted');
    // A template is linked by its name; one without has the engine's, which cannot be changed.
    else if (policy.effect !== undefined && slotsOf(policy).length > 0)
      yield declared(name, policy.effect.span, policy, 'fixed');
    yield* namesInPolicy(policy, schema);
  }
}

/** The same of policies in JSON, whose names are the keys of their set. */
export function* jsonPolicyOccurrences(root: Node, schema: CedarSchema | undefined): Iterable<Occurrence> {
  for (const { policy, id } of policiesOfJson(root)) {
    const name = id ?? policy.annotations.find((annotation) => annotation.name?.text === 'id')?.value;
    if (name !== undefined) yield declared(name.value, name.span, policy, 'json');
    for (const occurrence of namesInPolicy(policy, schema)) yield inJson(occurrence);
  }
}

function declared(name: string, span: Span, policy: PolicyNode, form: Occurrence['form']): Occurrence {
  return { symbols: [policySymbol(name)], span, around: policy.span, role: 'declaration', form };
}

function* namesInPolicy(policy: PolicyNode, schema: CedarSchema | undefined): Iterable<Occurrence> {
  const request = schema && requestTypes(policy, schema);
  for (const node of expressionsOf(policy)) {
    if (node.kind === 'entity') {
      yield* nameOccurrences(node.type.parts, node.span);
      const uid = { type: node.type.text, id: node.id.value };
      yield {
        symbols: [entitySymbol(uid)],
        span: node.id.span,
        around: node.span,
        role: 'reference',
        form: 'quoted',
        ...(isActionType(uid.type) ? {} : { uid }),
      };
    }
    if (node.kind === 'name') yield* nameOccurrences(node.name.parts, node.span);
    if (request !== undefined) yield* attributeOccurrences(node, request);
  }
}
