// Why a request of a run was decided as it was: each policy that mattered, with what the engine says to its clauses.

import type { PredictedCheck } from '#core/authz/predict.ts';
import { exact } from '#core/authz/text.ts';
import { displayUid } from '#core/cedar/types.ts';
import type { DecisionEvent } from '#core/trace/events.ts';
import { type ExampleRequest, exampleRequest } from '#core/verdict/exampleRequest.ts';
import { clauseText, explain } from '#core/verdict/explanation.ts';
import { isKnown } from '#core/verdict/nearestPermit.ts';
import type { PolicyDocument } from '#core/verdict/policyDocument.ts';

/** A policy and its part in a decision. */
export interface DecidingPolicy {
  readonly role: 'permits' | 'forbids' | 'closest';
  /** `policy2 (readonly.cedar:4)` */
  readonly name: string;
  /** Offset in the policy text. */
  readonly start: number;
  /** Of a permit that does not apply, what the request does not meet. */
  readonly obstacle?: string;
  readonly clauses: readonly { readonly holds: boolean; readonly text: string }[];
}

/** The policies that decided; where no permit covered the request, those that come closest, with the clauses that fail. */
export function explainDecision(event: DecisionEvent, policies: PolicyDocument): readonly DecidingPolicy[] {
  const check = checkOf(event);
  const example = exampleRequest(check, event.principal.id);
  if (event.determining.length > 0)
    return event.determining.flatMap(({ id }) => decidingPolicy(id, example, policies) ?? []);
  const refused = { check, verdict: 'deny' as const, policies: [], made: 'always' as const };
  return explain(refused, event.principal.id, policies).policies.map(({ policy, name, obstacle, clauses }) => ({
    role: 'closest',
    name,
    start: policy.span.start,
    ...(obstacle === undefined ? {} : { obstacle }),
    clauses: clauses.map((answer) => ({ holds: false, text: clauseText(answer) })),
  }));
}

function decidingPolicy(
  id: string,
  example: ExampleRequest | undefined,
  policies: PolicyDocument,
): DecidingPolicy | undefined {
  const policy = policies.find(id);
  if (policy === undefined) return undefined;
  const answers = example === undefined ? [] : policies.clauseAnswers(policy, example.request);
  const known = answers.filter(({ clause }) => example !== undefined && isKnown(clause, example));
  return {
    role: policy.effect === 'permit' ? 'permits' : 'forbids',
    name: policies.describe(id),
    start: policy.span.start,
    clauses: known.map((answer) => ({ holds: answer.answer === 'holds', text: clauseText(answer) })),
  };
}

/** The request as a prediction has it. What a program is executed with is not part of a trace as the engine needs it. */
function checkOf({ action, resource, context }: DecisionEvent): PredictedCheck {
  return {
    index: 0,
    action: displayUid(action),
    resourceType: resource.type,
    resource: exact(resource.id),
    made: 'always',
    onDeny: 'throw',
    id: '',
    afterDenied: [],
    asRoot: false,
    effect: 'certain',
    context: action.id === 'execute' ? { known: false } : { known: true, values: context, entities: [] },
  };
}
