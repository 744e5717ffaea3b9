// Why a request is refused: the forbids that apply or the permits that come closest, clause by clause, as the engine says.

import { displayText } from '#core/authz/text.ts';
import type { RelatedPlace } from '#core/base/diagnostic.ts';
import type { ClauseAnswer } from '#core/cedar/policyClauses.ts';
import { type CedarRequest, displayUid, type PreparedPolicy } from '#core/cedar/types.ts';
import type { DecidedCheck } from './decideCase.ts';
import { type ExampleRequest, exampleRequest } from './exampleRequest.ts';
import { isKnown, nearestPermits, valuesText } from './nearestPermit.ts';
import type { PolicyDocument } from './policyDocument.ts';

/** A policy and its part in a refusal. */
export interface ExplainedPolicy {
  readonly policy: PreparedPolicy;
  readonly role: 'forbids' | 'closest';
  /** `policy2 (readonly.cedar:4)` */
  readonly name: string;
  /** Of a permit: what the request does not meet. */
  readonly obstacle?: string;
  /** Of a forbid the clauses that hold, of a permit those that do not. */
  readonly clauses: readonly ClauseAnswer[];
}

/** A refusal of one request. */
export interface Explanation {
  /** The request that was asked about; absent where none can be made. */
  readonly request?: CedarRequest;
  readonly policies: readonly ExplainedPolicy[];
}

/** How many permits are told. */
const PERMITS = 3;

/** Explains a refusal, about the resource `id` where the check stands for many. */
export function explain(entry: DecidedCheck, principal: string, policies: PolicyDocument, id?: string): Explanation {
  const { check } = entry;
  const example = exampleRequest(check, principal, id);
  const forbids = forbidding(entry, example, policies);
  const told =
    forbids.length > 0
      ? forbids.map((policy): ExplainedPolicy => explainForbid(policy, example, policies))
      : nearestPermits(policies, {
          principal: check.asRoot ? 'root' : principal,
          action: check.action,
          resourceType: check.resourceType,
          resource: id ?? (check.resource.kind === 'fresh' ? undefined : displayText(check.resource)),
          example,
        })
          .slice(0, PERMITS)
          .map(
            ({ policy, obstacle, failing }): ExplainedPolicy => ({
              policy,
              role: 'closest',
              name: policies.describe(policy.id),
              obstacle,
              clauses: failing,
            }),
          );
  return { policies: told, ...(example === undefined ? {} : { request: example.request }) };
}

function forbidding(
  entry: DecidedCheck,
  example: ExampleRequest | undefined,
  policies: PolicyDocument,
): readonly PreparedPolicy[] {
  const ids = entry.verdict === 'deny' ? entry.policies : entry.verdict === 'open' ? refusing(example, policies) : [];
  return ids.flatMap((id) => {
    const policy = policies.find(id);
    return policy?.effect === 'forbid' ? policy : [];
  });
}

function refusing(example: ExampleRequest | undefined, policies: PolicyDocument): readonly string[] {
  if (example === undefined || example.open.length > 0) return [];
  const { decision, determining } = policies.policySet.authorize(example.request);
  return decision === 'deny' ? determining : [];
}

function explainForbid(
  policy: PreparedPolicy,
  example: ExampleRequest | undefined,
  policies: PolicyDocument,
): ExplainedPolicy {
  const answers = example === undefined ? [] : policies.clauseAnswers(policy, example.request);
  const clauses = answers.filter(
    ({ clause, answer }) => answer === 'holds' && example !== undefined && isKnown(clause, example),
  );
  return { policy, role: 'forbids', name: policies.describe(policy.id), clauses };
}

/** Where in the policy a denial comes from: what forbids, else the permit that comes closest, and the clauses of each. */
export function denialPlaces({ policies }: Explanation): readonly RelatedPlace[] {
  const shown = policies[0]?.role === 'forbids' ? policies : policies.slice(0, 1);
  return shown.flatMap(({ policy, role, obstacle, clauses }) => {
    const whole = role === 'forbids' ? `${policy.id} forbids it.` : `${policy.id} comes closest, ${obstacle}.`;
    const conditions = clauses.filter(({ clause }) => clause.kind === 'when' || clause.kind === 'unless');
    const scope = role === 'closest' ? clauses.filter((answer) => !conditions.includes(answer)) : [];
    return [
      { document: 'policy' as const, span: policy.span, message: whole },
      ...[...scope, ...conditions].map((answer) => ({
        document: 'policy' as const,
        span: answer.clause.span,
        message: `${clauseText(answer)}.`,
      })),
    ];
  });
}

/** `resource.path like "/srv/*" is false for resource.path "/etc/shadow"` */
export function clauseText({ clause, answer, values }: ClauseAnswer): string {
  const isTrue = (answer === 'holds') !== (clause.kind === 'unless');
  const outcome = answer === 'error' ? 'cannot be evaluated' : isTrue ? 'is true' : 'is false';
  const shown = clause.kind === 'unless' ? `the exception ${clause.text}` : clause.text;
  return `${shown} ${outcome}${valuesText(values)}`;
}

/** The whole explanation for a hover, one policy a line with its clauses below. */
export function explanationMarkdown({ request, policies }: Explanation): string {
  const asked =
    request === undefined
      ? []
      : [
          `Asked: ${code(displayUid(request.action))} on ${code(displayUid(request.resource))} for ${code(request.principal.id)}`,
        ];
  const lines = policies.flatMap(({ name, role, obstacle, clauses }) => [
    role === 'forbids' ? `- **${name}** forbids it` : `- **${name}** comes closest, ${obstacle}`,
    ...clauses.map((answer) => `  - ${clauseLine(answer)}`),
  ]);
  return [...asked, lines.join('\n')].filter((part) => part !== '').join('\n\n');
}

function clauseLine({ clause, answer, values }: ClauseAnswer): string {
  const mark = answer === 'holds' ? '✓' : '✗';
  const told = values.map(({ operand, value }) => `${operand} = ${value}`).join(', ');
  return `${mark} ${clause.kind === 'unless' ? 'unless ' : ''}${code(clause.text)}${told === '' ? '' : `, with ${code(told)}`}`;
}

/** Text between as many backticks as it needs. */
function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}
