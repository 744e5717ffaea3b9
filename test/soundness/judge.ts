// Holds the verdicts on a script against what a run did: with and without its arguments and host.

import { FILE } from '#core/authz/resource.ts';
import { LineIndex } from '#core/base/lineIndex.ts';
import type { GoverningTexts, ScriptChecker } from '#core/check/scriptChecker.ts';
import type { DecisionEvent } from '#core/trace/events.ts';
import type { CallVerdict, CheckVerdict } from '#core/verdict/callVerdict.ts';
import type { Quadruple } from './generateQuadruple.ts';
import type { ObservedCall } from './observedCalls.ts';

/** How much the analysis is told. */
export type Knowledge = 'all' | 'host' | 'arguments' | 'nothing';

/** A verdict that a run proves wrong. */
export interface Fault {
  readonly kind: 'wrongAllow' | 'wrongDeny' | 'wrongCheck' | 'unforeseen' | 'unlisted' | 'unreachable' | 'wrongWitness';
  readonly knowledge: Knowledge;
  readonly place: string;
  readonly detail: string;
}

/** Faults, and how many calls of the run each verdict was held against. */
export interface Judgement {
  readonly faults: readonly Fault[];
  readonly compared: Readonly<Record<'allow' | 'deny' | 'depends' | 'unknown', number>>;
  /** Each execution with the verdict it was held against. */
  readonly held: readonly { readonly name: string; readonly verdict: CallVerdict['verdict'] }[];
}

/** Checks a case with what is known and compares. */
export function judge(
  checker: ScriptChecker,
  quadruple: Quadruple,
  observed: readonly ObservedCall[],
  knowledge: Knowledge,
): Judgement {
  const checked = checker.check(quadruple.script, textsOf(quadruple, knowledge));
  const lines = new LineIndex(quadruple.script);
  const faults: Fault[] = [];
  const compared = { allow: 0, deny: 0, depends: 0, unknown: 0 };
  const held: { readonly name: string; readonly verdict: CallVerdict['verdict'] }[] = [];
  for (const call of observed) {
    const sites = checked.calls.filter(
      ({ site }) => site.name === call.function && isAt(lines, site.nameSpan.start, call),
    );
    const report = (kind: Fault['kind'], detail: string): void => {
      faults.push({ kind, knowledge, place: `${call.line}:${call.column} ${call.function}`, detail });
    };
    if (sites.length === 0) {
      if (call.decisions.length > 0) report('unlisted', shown(call.decisions));
      continue;
    }
    if (sites.every(({ reachable }) => !reachable)) report('unreachable', shown(call.decisions));
    for (const { verdict } of sites) {
      compared[verdict]++;
      held.push({ name: call.function, verdict });
    }
    const all = observed.filter((other) => other.line === call.line && other.column === call.column);
    // Where a place is listed more than once, any of the entries may be the one of this execution.
    const found = sites.map((verdict) => faultsOf(verdict, call, all, quadruple));
    if (found.every((list) => list.length > 0)) for (const [kind, detail] of found[0] ?? []) report(kind, detail);
  }
  return { faults, compared, held };
}

/** The texts of a case that the analysis gets to see. */
export function textsOf({ policy, host, args }: Quadruple, knowledge: Knowledge): GoverningTexts {
  return {
    policy: { name: 'policy.cedar', text: policy },
    principal: 'agent',
    ...(knowledge === 'all' || knowledge === 'host' ? { host } : {}),
    ...(knowledge === 'all' || knowledge === 'arguments' ? { args, argumentsAreKnown: true } : {}),
  };
}

function isAt(lines: LineIndex, offset: number, call: ObservedCall): boolean {
  const { line, column } = lines.toLineColumn(offset);
  return line + 1 === call.line && column + 1 === call.column;
}

/** `all` holds every execution of the place in the run. */
function faultsOf(
  verdict: CallVerdict,
  call: ObservedCall,
  all: readonly ObservedCall[],
  quadruple: Quadruple,
): readonly [Fault['kind'], string][] {
  const faults: [Fault['kind'], string][] = [];
  const denied = call.decisions.filter(({ decision }) => decision === 'deny');
  if (verdict.verdict === 'allow' && call.outcome === 'refused') faults.push(['wrongAllow', shown(denied)]);
  if (verdict.verdict === 'allow' && call.outcome === 'partly' && denied.some((one) => hasEffect(one, call, quadruple)))
    faults.push(['wrongAllow', `silent: ${shown(denied)}`]);
  // A run that was refused once, or in which the call failed for another reason, does not contradict a denial.
  if (verdict.verdict === 'deny' && all.every(({ outcome }) => outcome === 'granted'))
    faults.push(['wrongDeny', shown(call.decisions)]);
  for (const decision of call.decisions) {
    const wrong = verdict.checks.find((check) => isWrong(check, decision));
    if (wrong !== undefined) faults.push(['wrongCheck', `${wrong.verdict} but ${shown([decision])}`]);
    const noticed = call.outcome !== 'failed' && hasEffect(decision, call, quadruple);
    if (verdict.verdict === 'allow' && noticed && !verdict.checks.some((check) => covers(check, decision)))
      faults.push(['unforeseen', shown([decision])]);
  }
  return faults;
}

/** Refusals that the SDK makes nothing of. */
function hasEffect({ action, resource }: DecisionEvent, call: ObservedCall, { host }: Quadruple): boolean {
  if (resource.id.startsWith('/etc/opt/rex')) return false;
  // Adding to a file that holds nothing loses nothing.
  const { files = {} } = JSON.parse(host) as {
    readonly files?: Readonly<Record<string, { readonly content?: string }>>;
  };
  if (call.function === 'write' && /read$/.test(action.id) && (files[resource.id]?.content ?? '') === '') return false;
  const ofLink = /^(?:du|disk_usage)$/.test(call.function) && action.id === 'read' && resource.type === FILE;
  return !ofLink && !(call.function === 'find' && action.id === 'stat');
}

/** Requests that carry a context, or are made for another user, are not told apart by action and resource. */
function isWrong(check: CheckVerdict, { action, resource, context, decision, principal }: DecisionEvent): boolean {
  if (check.verdict !== 'allow' && check.verdict !== 'deny') return false;
  if (Object.keys(context).length > 0 || principal.id !== (check.principal ?? 'agent')) return false;
  if (check.resource === null || check.resource.includes('*')) return false;
  return (
    `${action.type}::"${action.id}"` === check.action &&
    resource.type === check.resourceType &&
    resource.id === check.resource &&
    check.verdict !== decision
  );
}

function covers(check: CheckVerdict, { action, resource }: DecisionEvent): boolean {
  if (`${action.type}::"${action.id}"` !== check.action || resource.type !== check.resourceType) return false;
  if (check.resource === null) return true;
  const [start = '', ...rest] = check.resource.split('*');
  return rest.length === 0
    ? check.resource === resource.id
    : resource.id.startsWith(start) && resource.id.endsWith(rest.at(-1) ?? '');
}

function shown(decisions: readonly DecisionEvent[]): string {
  return decisions
    .map(({ decision, action, resource }) => `${decision} ${action.id} ${resource.type}::${resource.id}`)
    .join('; ');
}
