// The verdict on one call: all its cases taken together, with a witness of each kind where runs differ.

import { type AbstractCall, type PredictionOptions, predictChecks } from '#core/authz/predict.ts';
import { displayText } from '#core/authz/text.ts';
import { type CaseOutcome, type DecidedCase, type DecidedCheck, decideCase } from './decideCase.ts';
import type { Authorization } from './decideCheck.ts';
import { candidateTexts, fillings } from './witnessSearch.ts';

export type Verdict = 'allow' | 'deny' | 'depends' | 'unknown';

/** A run of each kind, told by what is different in it. */
export interface Witness {
  readonly verdict: 'allow' | 'deny';
  /** The resource that the runs differ in, or that was refused. */
  readonly resource: string | undefined;
  /** In words: `/srv/app is a file`. */
  readonly assumptions: readonly string[];
  /** Values of what is not known, by where it comes from. */
  readonly values: Readonly<Record<string, string>>;
}

export interface DecidedCall {
  readonly verdict: Verdict;
  /** Whether the denial leaves something out without an error. */
  readonly silent: boolean;
  readonly cases: readonly DecidedCase[];
  readonly witnesses: readonly Witness[];
  /** The denials to speak of: of the first case that has one. */
  readonly denials: readonly DecidedCheck[];
}

/** Decides a call. */
export function decideCall(call: AbstractCall, options: PredictionOptions, authorization: Authorization): DecidedCall {
  const { cases: predicted, complete } = predictChecks(call, options);
  const cases = predicted.map((one) => decideCase(one, authorization));
  const certain = complete ? unanimous(cases) : undefined;
  const denials = denialsOf(cases);
  if (certain !== undefined) return decidedCall(certain, cases, [], denials);
  const witnesses = new Map<'allow' | 'deny', Witness>();
  for (const [i, { outcome }] of cases.entries()) {
    const choices = predicted[i]?.choices ?? [];
    if (choices.some(({ possible }) => !possible)) continue;
    const assumptions = choices.map(({ assumption }) => assumption).filter((text) => text !== '');
    for (const verdict of verdictsOf(outcome)) {
      if (!witnesses.has(verdict))
        witnesses.set(verdict, { verdict, resource: resourceOf(cases[i], verdict), assumptions, values: {} });
    }
  }
  if (witnesses.size < 2) searchWitnesses(call, options, authorization, witnesses);
  const verdict = witnesses.size === 2 ? 'depends' : 'unknown';
  return decidedCall(verdict, cases, verdict === 'depends' ? [...witnesses.values()] : [], denials);
}

function decidedCall(
  verdict: Verdict,
  cases: readonly DecidedCase[],
  witnesses: readonly Witness[],
  denials: readonly DecidedCheck[],
): DecidedCall {
  const silent = verdict !== 'allow' && denials.length > 0 && denials.every(({ check }) => isSilent(check.onDeny));
  return { verdict, silent, cases, witnesses, denials };
}

function isSilent(effect: string): boolean {
  return effect === 'skip' || effect === 'empty' || effect === 'omit';
}

/**
 * The verdict that all cases share. Cases in which the call fails for another reason count for neither side; where
 * there are no others, what was asked before the failure was allowed.
 */
function unanimous(cases: readonly DecidedCase[]): Verdict | undefined {
  const counted = cases.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'none');
  if (counted.length === 0) return cases.every(({ checks }) => checks.length > 0) ? 'allow' : undefined;
  if (counted.every((outcome) => outcome === 'allow')) return 'allow';
  return counted.every((outcome) => outcome === 'deny') ? 'deny' : undefined;
}

function verdictsOf(outcome: CaseOutcome): readonly ('allow' | 'deny')[] {
  if (outcome === 'both') return ['allow', 'deny'];
  return outcome === 'allow' || outcome === 'deny' ? [outcome] : [];
}

/** Of the case with a certain denial, else of the first that may have one. */
function denialsOf(cases: readonly DecidedCase[]): readonly DecidedCheck[] {
  const found = cases.find(({ outcome }) => outcome === 'deny') ?? cases.find(({ denials }) => denials.length > 0);
  return found?.denials ?? [];
}

function resourceOf(decided: DecidedCase | undefined, verdict: 'allow' | 'deny'): string | undefined {
  const entry = verdict === 'deny' ? decided?.denials[0] : decided?.checks.at(-1);
  const resource = entry?.check.resource;
  return resource === undefined || resource.kind === 'fresh' ? undefined : displayText(resource);
}

/** Puts texts that the policies speak of in place of what is not known, and keeps those runs that are decided. */
function searchWitnesses(
  call: AbstractCall,
  options: PredictionOptions,
  authorization: Authorization,
  witnesses: Map<'allow' | 'deny', Witness>,
): void {
  const candidates = candidateTexts(authorization.policySet);
  for (const { filled, values } of fillings(call, candidates, options.free)) {
    const { cases: predicted, complete } = predictChecks(filled, options);
    if (!complete) continue;
    for (const [i, one] of predicted.entries()) {
      if (one.choices.some(({ possible }) => !possible)) continue;
      const decided = decideCase(one, authorization);
      for (const verdict of verdictsOf(decided.outcome)) {
        if (witnesses.has(verdict)) continue;
        const assumptions = (predicted[i]?.choices ?? [])
          .map(({ assumption }) => assumption)
          .filter((text) => text !== '');
        witnesses.set(verdict, { verdict, resource: resourceOf(decided, verdict), assumptions, values });
      }
    }
    if (witnesses.size === 2) return;
  }
}
