// The verdict on one place of a script, in the form in which it is shown and exported.

import type { HostView } from '#core/authz/environment.ts';
import type { AbstractCall, PredictedCheck, PredictionOptions } from '#core/authz/predict.ts';
import { predictChecks } from '#core/authz/predict.ts';
import { DIR, dirResource } from '#core/authz/resource.ts';
import { displayText, type Text } from '#core/authz/text.ts';
import type { RelatedPlace } from '#core/base/diagnostic.ts';
import type { CatalogFunction } from '#core/catalog/types.ts';
import type { CallSite } from '#core/rhai/flow/callSite.ts';
import { type DecidedCall, decideCall, type Verdict, type Witness } from './decide.ts';
import type { DecidedCase, DecidedCheck } from './decideCase.ts';
import { denialPlaces, type Explanation, explain } from './explanation.ts';
import type { PolicyDocument } from './policyDocument.ts';
import { callReason, checkReason } from './reasons.ts';

/** One request of a call. */
export interface CheckVerdict {
  readonly action: string;
  readonly resourceType: string;
  /** An id or a pattern; null for an id that is fresh for every check. */
  readonly resource: string | null;
  /** Set where the request is made for root instead of the effective user. */
  readonly principal?: 'root';
  readonly verdict: Verdict;
  readonly policies: readonly string[];
  /** The `@id` of each of these policies that has one, by Cedar's id. */
  readonly annotation?: Readonly<Record<string, string>>;
  readonly reason: string;
}

export interface CallVerdict {
  readonly site: CallSite;
  /** The function as the source names it. */
  readonly function: string;
  /** Type before the dot. */
  readonly receiver: string | null;
  readonly reachable: boolean;
  readonly verdict: Verdict;
  /** Whether a denial leaves something out without an error. */
  readonly silent: boolean;
  readonly reason: string;
  readonly assumes: readonly string[];
  readonly checks: readonly CheckVerdict[];
  readonly witnesses: readonly Witness[];
  /** Where in the policy a denial comes from. */
  readonly places: readonly RelatedPlace[];
  /** Why the first refusal is one, clause by clause; absent where nothing is refused. */
  readonly explanation?: Explanation;
  /** Whether some run gets as far as to be allowed or denied something. */
  readonly speaks: boolean;
  /** The requests that are refused, or may be, whether or not that has an effect. */
  readonly refused: readonly RefusedCheck[];
}

/** A request that is refused, or may be, with the case of the call that makes it. */
export interface RefusedCheck extends DecidedCheck {
  readonly within: DecidedCase;
}

/** A verdict without the place it is about. */
export type Judgement = Omit<CallVerdict, 'site' | 'reachable'>;

/** Gives an earlier judgement on the same call, host and policy, or else computes it. */
export interface JudgementMemory {
  judgement(site: CallSite, host: HostView, governance: Governance, compute: () => Judgement): Judgement;
}

/** The policy that governs a script and the user it runs as. */
export interface Governance {
  readonly policies: PolicyDocument;
  readonly principal: string;
}

/** The verdict on a call site that can ask for authorization; undefined for all others. */
export function callVerdict(
  site: CallSite,
  options: PredictionOptions,
  governance: Governance | undefined,
  memory: JudgementMemory,
): CallVerdict | undefined {
  const candidates = site.candidates.filter(({ checks }) => checks.length > 0);
  const [first, ...others] = candidates;
  if (first === undefined) return undefined;
  const compute = () => judge(site, [first, ...others], options, governance);
  const judgement = governance === undefined ? compute() : memory.judgement(site, options.host, governance, compute);
  return { site, reachable: site.reachable, ...judgement };
}

function judge(
  site: CallSite,
  candidates: readonly [CatalogFunction, ...CatalogFunction[]],
  options: PredictionOptions,
  governance: Governance | undefined,
): Judgement {
  const [first] = candidates;
  const head = {
    function: first.name,
    receiver: first.receiver ?? null,
    assumes: assumptionsOf(candidates, options),
  };
  const calls = candidates.map((fn) => abstractCall(site, fn));
  if (governance === undefined) return { ...head, ...ungoverned(calls, options) };
  const authorization = { policySet: governance.policies.policySet, principal: governance.principal };
  const decided = calls.map((call) => decideCall(call, options, authorization));
  const verdict = sure(site) ? common(decided.map((one) => one.verdict)) : 'unknown';
  const told = decided.find((one) => one.verdict === verdict) ?? decided[0];
  const explanation = told === undefined ? undefined : explanationOf(told, verdict, governance);
  return {
    ...head,
    verdict,
    silent: told?.silent ?? false,
    reason:
      told === undefined || !sure(site)
        ? 'Which function is called is not known.'
        : callReason(told, first, governance.principal, governance.policies, explanation),
    checks: checksOf(decided, governance),
    witnesses: told?.witnesses ?? [],
    places: explanation === undefined ? [] : denialPlaces(explanation),
    ...(explanation === undefined ? {} : { explanation }),
    speaks: decided.some(({ cases }) => cases.some(({ outcome }) => outcome !== 'none')),
    refused: decided.flatMap(({ cases }) => cases.flatMap(refusedIn)),
  };
}

function refusedIn(within: DecidedCase): readonly RefusedCheck[] {
  return within.checks
    .filter(({ verdict }) => verdict === 'deny' || verdict === 'open')
    .map((check) => ({ ...check, within }));
}

/** Of a denial, or of the denied witness where runs differ. */
function explanationOf(
  told: DecidedCall,
  verdict: Verdict,
  { principal, policies }: Governance,
): Explanation | undefined {
  const [first] = told.denials;
  if (first === undefined || (verdict !== 'deny' && verdict !== 'depends')) return undefined;
  const denied = verdict === 'depends' ? told.witnesses.find((witness) => witness.verdict === 'deny') : undefined;
  const id = denied?.resource?.includes('*') === true ? undefined : denied?.resource;
  const explanation = explain(first, principal, policies, id);
  if (verdict === 'deny') return explanation;
  // A witness may be refused something else than what is told first.
  const isRefused =
    explanation.request !== undefined && policies.policySet.authorize(explanation.request).decision === 'deny';
  return isRefused ? explanation : undefined;
}

/** The call with one of its possible meanings. */
export function abstractCall(site: CallSite, fn: CatalogFunction): AbstractCall {
  const values = site.receiver === undefined ? site.args : [site.receiver, ...site.args];
  if (fn.receiver === undefined) return { function: fn, args: values };
  const [receiver, ...args] = values;
  return { function: fn, args, ...(receiver === undefined ? {} : { receiver }) };
}

/** Whether the call is certainly one of the SDK's. */
function sure(site: CallSite): boolean {
  return site.target === 'sdk' && site.candidates.every(({ checks }) => checks.length > 0);
}

function common(verdicts: readonly Verdict[]): Verdict {
  const [first = 'unknown'] = verdicts;
  return verdicts.every((verdict) => verdict === first) ? first : 'unknown';
}

function assumptionsOf(candidates: readonly CatalogFunction[], { host }: PredictionOptions): readonly string[] {
  if (host.given) return [];
  return candidates.some((fn) => JSON.stringify(fn.checks).includes('"resolved"'))
    ? ['No path is a symbolic link.']
    : [];
}

/** What a call asks for where nothing decides. */
function ungoverned(
  calls: readonly AbstractCall[],
  options: PredictionOptions,
): Omit<Judgement, 'function' | 'receiver' | 'assumes'> {
  const checks = calls.flatMap((call) => predictChecks(call, options).cases.flatMap((one) => one.checks));
  const verdicts = checks.map(
    (check): CheckVerdict => ({ ...shown(check), verdict: 'unknown', policies: [], reason: 'No policy is bound.' }),
  );
  return {
    verdict: 'unknown',
    silent: false,
    reason: 'No policy is bound.',
    checks: distinct(verdicts),
    witnesses: [],
    places: [],
    speaks: true,
    refused: [],
  };
}

function checksOf(decided: readonly DecidedCall[], { principal, policies }: Governance): readonly CheckVerdict[] {
  const verdicts = decided.flatMap((call) =>
    call.cases.flatMap(({ checks }) =>
      checks.map(
        (entry): CheckVerdict => ({
          ...shown(entry.check),
          verdict: checkVerdict(entry, call.verdict),
          policies: entry.policies,
          ...annotationOf(entry.policies, policies),
          reason: checkReason(entry, principal, policies),
        }),
      ),
    ),
  );
  return distinct(verdicts);
}

function annotationOf(ids: readonly string[], policies: PolicyDocument): Pick<CheckVerdict, 'annotation'> {
  const named = ids.flatMap((id) => {
    const text = policies.find(id)?.annotations['id'];
    return text === undefined ? [] : [[id, text] as const];
  });
  return named.length === 0 ? {} : { annotation: Object.fromEntries(named) };
}

function checkVerdict(entry: DecidedCheck, call: Verdict): Verdict {
  if (entry.verdict === 'allow' || entry.verdict === 'deny') return entry.verdict;
  return entry.verdict === 'open' && call === 'depends' ? 'depends' : 'unknown';
}

function shown(check: PredictedCheck): Pick<CheckVerdict, 'action' | 'resourceType' | 'resource' | 'principal'> {
  const resource = check.resource.kind === 'fresh' ? null : entityId(check.resourceType, check.resource);
  return {
    action: check.action,
    resourceType: check.resourceType,
    resource,
    ...(check.asRoot ? { principal: 'root' } : {}),
  };
}

/** The id that Cedar sees, or its pattern: a directory's has lost one slash at its end. */
function entityId(type: string, text: Text): string {
  if (text.kind !== 'exact' || type !== DIR) return displayText(text);
  const result = dirResource(text.value);
  return result.ok ? result.resource.uid.id : text.value;
}

/** A request that is made twice, or in several cases, is listed once. */
function distinct(checks: readonly CheckVerdict[]): readonly CheckVerdict[] {
  const seen = new Map(
    checks.map((check) => [
      `${check.action} ${check.resourceType} ${check.resource} ${check.principal} ${check.verdict}`,
      check,
    ]),
  );
  return [...seen.values()];
}
