// The narrowest permit that lets one call of a script through, found by asking what is still refused until nothing is.

import type { PredictedCheck } from '#core/authz/predict.ts';
import { actionUid, userPrincipal } from '#core/authz/resource.ts';
import type { Span } from '#core/base/span.ts';
import { finish, type Steps } from '#core/base/steps.ts';
import type { CedarSchema } from '#core/cedar/schema.ts';
import { displayUid } from '#core/cedar/types.ts';
import type { CheckedScript, GoverningTexts, ScriptChecker } from '#core/check/scriptChecker.ts';
import type { CallVerdict, RefusedCheck } from '#core/verdict/callVerdict.ts';
import type { DecidedCheck } from '#core/verdict/decideCase.ts';
import { LEVELS, type Level, permitTarget } from './permitTarget.ts';
import { contextConditions, type Grant, permitsFor } from './statement.ts';

/** How much of what a call can ask for a permit is to cover: all of it, paths below the literal folder, or single names in it. */
export type PermitReach = 'all' | 'path' | 'name';

/** A permit to insert, or why there is none. */
export type PermitProposal =
  | {
      readonly kind: 'permit';
      readonly reach: PermitReach;
      /** The whole policy with the permit at its end. */
      readonly text: string;
      /** What is new at the end, and what stands between it and the old text. */
      readonly inserted: string;
      readonly statements: number;
      /** Everything that it covers, in words. */
      readonly covers: readonly string[];
      /** Why the call is not certain to be allowed even so; absent where it is. */
      readonly remaining?: string;
    }
  | { readonly kind: 'forbidden'; readonly policies: readonly string[]; readonly ids: readonly string[] }
  | { readonly kind: 'none'; readonly reason: string };

/** What a proposal is made from. */
export interface PermitInput {
  readonly checker: ScriptChecker;
  readonly script: string;
  readonly governing: GoverningTexts & { readonly policy: NonNullable<GoverningTexts['policy']> };
  readonly schema: CedarSchema | undefined;
}

/** How often what is refused is asked for again: each answer may uncover requests behind it. */
const MAX_ROUNDS = 12;

/** Proposes a permit for the call at a place, the first of {@link permitSteps}. */
export function permitCall(input: PermitInput, place: Span): PermitProposal {
  const [first] = finish(permitSteps(input, place));
  return first ?? NO_CALL;
}

const NO_CALL: PermitProposal = { kind: 'none', reason: 'No call that asks the policy stands here.' };

/**
 * The permits that can be proposed for a call: the one that makes it certain to be allowed; where there is none since a part
 * of a path is open, those that allow it for a plain name or a plain path in that place.
 */
export function* permitSteps(input: PermitInput, place: Span): Steps<readonly PermitProposal[]> {
  const checked = yield* check(input, input.governing.policy.text);
  const call = callAt(checked, place);
  if (call === undefined) return [NO_CALL];
  if (call.verdict === 'allow') return [{ kind: 'none', reason: 'The call is allowed already.' }];
  const whole = yield* proposal(input, place, checked, call, 'all');
  if (whole.kind === 'permit' || !call.refused.some(isOfOpenPath)) return [whole];
  const parts: PermitProposal[] = [];
  for (const reach of ['name', 'path'] as const) {
    const part = yield* proposal(input, place, checked, call, reach);
    if (part.kind === 'permit' && !parts.some((other) => other.kind === 'permit' && other.text === part.text))
      parts.push(part);
  }
  return parts.length > 0 ? parts : [whole];
}

function* proposal(
  input: PermitInput,
  place: Span,
  checked: CheckedScript,
  call: CallVerdict,
  reach: PermitReach,
): Steps<PermitProposal> {
  let forbidden: readonly string[] = [];
  let ids: readonly string[] = [];
  for (const level of LEVELS) {
    const attempt = new Attempt(input, place, checked, level, reach);
    const grants = yield* attempt.run(call);
    if (typeof grants === 'string') return { kind: 'none', reason: grants };
    ({ forbidden, ids } = attempt);
    if (grants === undefined) continue;
    const needed = yield* attempt.needed(grants);
    if (needed.length === 0) return { kind: 'none', reason: `A permit would not help: ${call.reason}` };
    const inserted = permitsFor(needed).join('\n');
    const after = yield* attempt.callUnder(needed);
    return {
      kind: 'permit',
      reach,
      inserted,
      ...joined(input.governing.policy.text, inserted),
      covers: coverage(needed),
      ...(after === undefined || after.verdict === 'allow' ? {} : { remaining: after.reason }),
    };
  }
  if (forbidden.length > 0) return { kind: 'forbidden', policies: forbidden, ids };
  return { kind: 'none', reason: 'No permit that can be written makes this call certain to be allowed.' };
}

function joined(policy: string, inserted: string): { readonly text: string; readonly statements: number } {
  const before = policy === '' || policy.endsWith('\n') ? policy : `${policy}\n`;
  const gap = before.trim() === '' || before.endsWith('\n\n') ? '' : '\n';
  return { text: before + gap + inserted, statements: inserted.split(/^permit /m).length - 1 };
}

/** `open, read on every File in /srv/app` */
function coverage(grants: readonly WordedGrant[]): readonly string[] {
  const byTarget = new Map<string, string[]>();
  for (const { words, action } of grants) byTarget.set(words, [...(byTarget.get(words) ?? []), action.id]);
  return [...byTarget].map(([words, actions]) => `${[...new Set(actions)].join(', ')} on ${words}`);
}

function check({ checker, script, governing }: PermitInput, policy: string): Steps<CheckedScript> {
  return checker.verdicts(script, { ...governing, policy: { name: governing.policy.name, text: policy } });
}

function callAt({ calls }: CheckedScript, { start, end }: Span): CallVerdict | undefined {
  const here = calls.filter(({ site }) => site.span.start === start && site.span.end === end);
  return here.find(({ verdict }) => verdict !== 'allow') ?? here[0];
}

/** The shape that an open part of a path has in the case that a request belongs to. */
function shapesOf({ within }: RefusedCheck): readonly string[] {
  return within.choices.filter(({ question }) => question.startsWith('shape ')).map(({ option }) => option);
}

function isOfOpenPath(entry: RefusedCheck): boolean {
  return shapesOf(entry).length > 0;
}

/** Whether a request is one of those that a permit of this reach is about. */
function isReached(entry: RefusedCheck, reach: PermitReach): boolean {
  if (reach === 'all') return true;
  return shapesOf(entry).every((shape) => shape === 'name' || (reach === 'path' && shape === 'path'));
}

interface WordedGrant extends Grant {
  readonly words: string;
}

/** One way through: grants of one form, added until the call is allowed. */
class Attempt {
  readonly #input: PermitInput;
  readonly #place: Span;
  readonly #principal: string;
  readonly #level: Level;
  readonly #reach: PermitReach;
  readonly #forbidden = new Map<string, string>();

  constructor(input: PermitInput, place: Span, checked: CheckedScript, level: Level, reach: PermitReach) {
    this.#input = input;
    this.#place = place;
    this.#principal = checked.principal;
    this.#level = level;
    this.#reach = reach;
  }

  /** Descriptions of the forbids in the way. */
  get forbidden(): readonly string[] {
    return [...this.#forbidden.keys()];
  }

  /** Their ids, each once. */
  get ids(): readonly string[] {
    return [...new Set(this.#forbidden.values())];
  }

  /** What is to be granted, undefined where that does not lead through, or why nothing can be granted. */
  *run(first: CallVerdict): Steps<readonly WordedGrant[] | string | undefined> {
    const grants = new Map<string, WordedGrant>();
    let call: CallVerdict | undefined = first;
    for (let round = 0; round < MAX_ROUNDS && call !== undefined; round++) {
      if (this.#isThrough(call)) return [...grants.values()];
      const before = grants.size;
      for (const entry of call.refused) {
        if (!isReached(entry, this.#reach) || this.#isForbidden(entry)) continue;
        const grant = this.#grantFor(entry.check);
        if (typeof grant === 'string') return grant;
        grants.set(JSON.stringify(grant), grant);
      }
      if (grants.size === before) return undefined;
      call = yield* this.callUnder([...grants.values()]);
    }
    return undefined;
  }

  /** Those without which the call would not be allowed. What only stands in for another goes first. */
  *needed(grants: readonly WordedGrant[]): Steps<readonly WordedGrant[]> {
    const order = [...grants].sort((a, b) => Number(isFallback(b)) - Number(isFallback(a)));
    let kept = grants;
    for (const grant of order) {
      const without = kept.filter((other) => other !== grant);
      const call = yield* this.callUnder(without);
      if (call !== undefined && this.#isThrough(call)) kept = without;
    }
    return kept;
  }

  /** The call with these grants in the policy. */
  *callUnder(grants: readonly Grant[]): Steps<CallVerdict | undefined> {
    const { text } = joined(this.#input.governing.policy.text, permitsFor(grants).join('\n'));
    return callAt(yield* check(this.#input, text), this.#place);
  }

  /** Whether all that the permit is about is allowed. */
  #isThrough(call: CallVerdict): boolean {
    if (call.verdict === 'allow') return true;
    if (this.#reach === 'all' || call.verdict === 'deny') return false;
    return call.refused.every((entry) => !isReached(entry, this.#reach) || isWithoutEffect(entry));
  }

  /** A forbid that certainly applies; a permit would change nothing. */
  #isForbidden({ verdict, policies, check: asked }: DecidedCheck): boolean {
    if (verdict !== 'deny' || policies.length === 0) return false;
    for (const id of policies) this.#forbidden.set(`${id} forbids ${displayAction(asked)}`, id);
    return true;
  }

  #grantFor(asked: PredictedCheck): WordedGrant | string {
    const action = actionUid(asked.action);
    const target = permitTarget(asked, this.#level);
    if (typeof target === 'string') return target;
    const context = asked.context.known ? contextConditions(asked.context.values, action, this.#input.schema) : [];
    return {
      principal: userPrincipal(asked.asRoot ? 'root' : this.#principal),
      action,
      resource: target.part,
      conditions: [...target.conditions, ...context],
      words: target.words,
    };
  }
}

/** Whether the case goes well although the request is refused, or fails before anything is. */
function isWithoutEffect({ within }: RefusedCheck): boolean {
  return within.outcome === 'allow' || within.outcome === 'none';
}

function isFallback({ action }: Grant): boolean {
  return action.id === 'redacted_read';
}

function displayAction({ action }: PredictedCheck): string {
  return displayUid(actionUid(action));
}
