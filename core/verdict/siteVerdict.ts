// The verdict on a call whose executions were looked at one by one: rounds of a loop over known items, calls of a function.

import type { PredictionOptions } from '#core/authz/predict.ts';
import type { CallContext, CallSite } from '#core/rhai/flow/callSite.ts';
import { certainlyWith } from '#core/rhai/flow/progress.ts';
import {
  type CallVerdict,
  type CheckVerdict,
  callVerdict,
  type Governance,
  type JudgementMemory,
} from './callVerdict.ts';
import type { Witness } from './decide.ts';
import { actionName } from './reasons.ts';

/** One way in which the call is made, with what is said of it. */
interface JudgedContext {
  readonly context: CallContext;
  readonly verdict: CallVerdict;
}

/** The verdict on a call site that can ask for authorization; undefined for all others. */
export function siteVerdict(
  site: CallSite,
  optionsOf: (site: CallSite) => PredictionOptions,
  governance: Governance | undefined,
  memory: JudgementMemory,
): CallVerdict | undefined {
  const whole = () => callVerdict(site, optionsOf(site), governance, memory);
  if (site.contexts.length < 2 || governance === undefined) return whole();
  const judged = site.contexts.flatMap((context) => {
    const part: CallSite = { ...site, ...context, contexts: [context] };
    const verdict = callVerdict(part, optionsOf(part), governance, memory);
    return verdict === undefined ? [] : [{ context, verdict }];
  });
  // A call that is not always the SDK's is left to what is known of all its executions together.
  if (judged.length < site.contexts.length) return whole();
  const [first, ...others] = telling(judged);
  return first === undefined ? whole() : { ...combined(site, [first, ...others]), site };
}

/** Executions that fail before anything is asked say nothing beside others. */
function telling(judged: readonly JudgedContext[]): readonly JudgedContext[] {
  const speaking = judged.filter(({ verdict }) => verdict.speaks);
  return speaking.length > 0 ? speaking : judged;
}

function combined(site: CallSite, judged: readonly [JudgedContext, ...JudgedContext[]]): CallVerdict {
  const checks = distinct(judged.flatMap(({ verdict }) => verdict.checks));
  const refused = judged.flatMap(({ verdict }) => verdict.refused);
  const [first] = judged;
  if (judged.every(({ verdict }) => verdict.verdict === 'allow')) return { ...first.verdict, checks, refused };
  const denied = judged.find((one) => one.verdict.verdict === 'deny' && isCertain(one, judged, site));
  if (denied !== undefined) return { ...denied.verdict, checks, refused };
  return { ...undecided(judged), checks, refused };
}

/** Whether every run that makes the call in any of the ways is refused in this one, or was before. */
function isCertain(denied: JudgedContext, judged: readonly JudgedContext[], { node }: CallSite): boolean {
  return judged.every(
    (other) => other.verdict.verdict === 'deny' || certainlyWith(denied.context.point, other.context.point, node),
  );
}

function undecided(judged: readonly [JudgedContext, ...JudgedContext[]]): CallVerdict {
  const verdicts = judged.map(({ verdict }) => verdict);
  const open = verdicts.find(({ verdict }) => verdict === 'depends');
  if (open !== undefined) return open;
  const allowed = verdicts.find(({ verdict }) => verdict === 'allow');
  const denied = verdicts.find(({ verdict }) => verdict === 'deny');
  if (allowed !== undefined && denied !== undefined) return varied(allowed, denied);
  return verdicts.find(({ verdict }) => verdict === 'unknown') ?? judged[0].verdict;
}

/** Some executions are allowed and others denied. */
function varied(allowed: CallVerdict, denied: CallVerdict): CallVerdict {
  const good = witnessOf('allow', allowed.checks.at(-1)?.resource ?? undefined);
  const refusal = denied.refused.find(({ verdict }) => verdict === 'deny')?.check;
  const bad = denied.checks.find(({ verdict }) => verdict === 'deny')?.resource ?? undefined;
  const action = refusal === undefined ? '' : ` on ${actionName(refusal.action)}`;
  return {
    ...denied,
    verdict: 'depends',
    reason: `Allowed${told(good)}, denied${action}${bad === undefined ? '' : ` for ${bad}`}.`,
    witnesses: [good, witnessOf('deny', bad)],
  };
}

function witnessOf(verdict: Witness['verdict'], resource: string | undefined): Witness {
  return { verdict, resource, assumptions: [], values: {} };
}

function told({ resource }: Witness): string {
  return resource === undefined ? '' : ` for ${resource}`;
}

/** A request that several executions make is listed once. */
function distinct(checks: readonly CheckVerdict[]): readonly CheckVerdict[] {
  const keyOf = ({ action, resourceType, resource, principal, verdict }: CheckVerdict) =>
    JSON.stringify([action, resourceType, resource, principal, verdict]);
  return [...new Map(checks.map((check) => [keyOf(check), check])).values()];
}
