// What one case of a predicted call comes to: its requests in order, with the consequences of a refusal.

import type { Choice } from '#core/authz/choices.ts';
import type { PredictedCase, PredictedCheck } from '#core/authz/predict.ts';
import { type Authorization, type CheckDecision, decideCheck } from './decideCheck.ts';

/** A request with its decision. */
export interface DecidedCheck extends CheckDecision {
  readonly check: PredictedCheck;
  /** Whether every run that gets this far makes the request. */
  readonly made: 'always' | 'perhaps' | 'unclear';
}

/**
 * `both` where runs with and without an effective denial exist, `none` where the call fails for another reason before
 * anything is refused, `open` where it could not be decided.
 */
export type CaseOutcome = 'allow' | 'deny' | 'both' | 'none' | 'open';

export interface DecidedCase {
  readonly outcome: CaseOutcome;
  /** The answers to open questions that make it this case. */
  readonly choices: readonly Choice[];
  /** Requests up to the first certain refusal that ends the call. */
  readonly checks: readonly DecidedCheck[];
  /** Refusals with an effect, the certain ones first. */
  readonly denials: readonly DecidedCheck[];
}

/** Decides a case. */
export function decideCase(predicted: PredictedCase, authorization: Authorization): DecidedCase {
  const decided = new Map<string, DecidedCheck>();
  const walk = new Map<string, Certainty>();
  const checks: DecidedCheck[] = [];
  for (const check of predicted.checks) {
    const made = isMade(check, decided, walk);
    if (made === 'no') continue;
    const entry: DecidedCheck = { check, ...decideCheck(check, authorization), made };
    decided.set(check.id, entry);
    checks.push(entry);
    noteWalk(entry, walk);
    if (endsCall(entry, decided)) break;
  }
  const denials = effectiveDenials(checks).map(noticed);
  const outcome = outcomeOf(checks, denials, predicted.refused);
  return { outcome, choices: predicted.choices, checks, denials };
}

type Certainty = 'yes' | 'unclear' | 'no';

/** Whether a request comes about, given the answers to those before it. */
function isMade(
  check: PredictedCheck,
  decided: ReadonlyMap<string, DecidedCheck>,
  walk: ReadonlyMap<string, Certainty>,
): DecidedCheck['made'] | 'no' {
  let made = check.made;
  const needed = check.fallbackOf === undefined ? check.afterDenied : [check.fallbackOf, ...check.afterDenied];
  for (const id of needed) {
    const before = decided.get(id);
    if (before === undefined || before.verdict === 'allow') return 'no';
    if (before.verdict !== 'deny') made = 'unclear';
    else if (before.made !== 'always' && made === 'always') made = before.made;
  }
  const reached = check.within === undefined ? 'yes' : walk.get(check.within);
  if (reached === 'no') return 'no';
  return reached === 'unclear' ? 'unclear' : made;
}

/** A directory of a walk is gone into only when it was opened and listed. */
function noteWalk({ check, verdict }: DecidedCheck, walk: Map<string, Certainty>): void {
  if (check.resource.kind !== 'exact' || (check.onDeny !== 'skip' && check.onDeny !== 'omit')) return;
  if (!/::"(?:open|read)"$/.test(check.action) || !check.resourceType.endsWith('::Dir')) return;
  const path = check.resource.value;
  if (verdict === 'deny') walk.set(path, 'no');
  else if (verdict !== 'allow' && walk.get(path) !== 'no') walk.set(path, 'unclear');
}

function endsCall(entry: DecidedCheck, decided: ReadonlyMap<string, DecidedCheck>): boolean {
  const throws = entry.check.onDeny === 'throw' || entry.check.onDeny === 'throwPlain';
  return throws && entry.made === 'always' && isRefused(entry, decided);
}

/** A request that stands in for another is made only when that was refused, so its own answer is the group's. */
function isRefused(entry: DecidedCheck, decided: ReadonlyMap<string, DecidedCheck>): boolean {
  if (entry.verdict !== 'deny') return false;
  const instead = entry.check.fallbackOf;
  return instead === undefined || decided.get(instead)?.verdict === 'deny';
}

/** Denials that the script notices or that leave something out. */
function effectiveDenials(checks: readonly DecidedCheck[]): readonly DecidedCheck[] {
  const counted = checks.filter(
    ({ check, verdict }) =>
      verdict !== 'allow' &&
      verdict !== 'error' &&
      check.effect !== 'none' &&
      check.onDeny !== 'ignore' &&
      check.onDeny !== 'fallback',
  );
  const certain = counted.filter(
    ({ verdict, made, check }) => verdict === 'deny' && made === 'always' && check.effect === 'certain',
  );
  return [...certain, ...counted.filter((entry) => !certain.includes(entry))];
}

/** A refusal whose effect is not certain counts as one that may not come about. */
function noticed(entry: DecidedCheck): DecidedCheck {
  const { effect } = entry.check;
  if (entry.made !== 'always' || effect === 'certain' || effect === 'none') return entry;
  return { ...entry, made: effect };
}

function isOpen({ verdict, made, mixed }: DecidedCheck): boolean {
  return (verdict === 'open' && mixed !== true) || made === 'unclear';
}

function outcomeOf(checks: readonly DecidedCheck[], denials: readonly DecidedCheck[], refused: boolean): CaseOutcome {
  if (denials.some(({ verdict, made }) => verdict === 'deny' && made === 'always')) return 'deny';
  if (denials.some((denial) => denial.made !== 'perhaps' && isOpen(denial))) return 'open';
  // What is made only perhaps is also left out altogether in some run.
  if (denials.some(({ verdict, made, mixed }) => made === 'perhaps' && (verdict === 'deny' || mixed === true)))
    return 'both';
  if (denials.some(isOpen)) return 'open';
  if (denials.length > 0) return 'both';
  return refused || checks.some(({ verdict }) => verdict === 'error') ? 'none' : 'allow';
}
