// The narrowest permit that lets one call of a script through, found by asking what is still refused until nothing is.

import type { PredictedCheck } from '#core/authz/predict.ts';
import { actionUid, DIR, dirResource, FILE, userPrincipal } from '#core/authz/resource.ts';
import type { PatternText, Text } from '#core/authz/text.ts';
import type { Span } from '#core/base/span.ts';
import { displayValue } from '#core/cedar/policyClauses.ts';
import type { CedarSchema } from '#core/cedar/schema.ts';
import { displayUid } from '#core/cedar/types.ts';
import type { CheckedScript, GoverningTexts, ScriptChecker } from '#core/check/scriptChecker.ts';
import type { CallVerdict } from '#core/verdict/callVerdict.ts';
import type { DecidedCheck } from '#core/verdict/decideCase.ts';
import { contextConditions, type Grant, likePattern, patternText, permitsFor, resourcePart } from './statement.ts';

/** A permit to insert, or why there is none. */
export type PermitProposal =
  /** `text` is the whole policy with the permit at its end; `inserted` is what is new. */
  | { readonly kind: 'permit'; readonly text: string; readonly inserted: string; readonly statements: number }
  | { readonly kind: 'forbidden'; readonly policies: readonly string[] }
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
/** Forms of a permit for a set of texts, the narrowest first. */
const LEVELS = [0, 1, 2] as const;
type Level = (typeof LEVELS)[number];

/** Proposes a permit for the call at a place. */
export function permitCall(input: PermitInput, place: Span): PermitProposal {
  const checked = check(input, input.governing.policy.text);
  const call = callAt(checked, place);
  if (call === undefined) return { kind: 'none', reason: 'No call that asks the policy stands here.' };
  if (call.verdict === 'allow') return { kind: 'none', reason: 'The call is allowed already.' };
  let forbidden: readonly string[] = [];
  for (const level of LEVELS) {
    const attempt = new Attempt(input, place, checked, level);
    const grants = attempt.run(call);
    if (typeof grants === 'string') return { kind: 'none', reason: grants };
    forbidden = attempt.forbidden;
    if (grants === undefined) continue;
    const inserted = permitsFor(attempt.needed(grants)).join('\n');
    return { kind: 'permit', inserted, ...joined(input.governing.policy.text, inserted) };
  }
  if (forbidden.length > 0) return { kind: 'forbidden', policies: forbidden };
  return { kind: 'none', reason: 'No permit that can be written makes this call certain to be allowed.' };
}

function joined(policy: string, inserted: string): { readonly text: string; readonly statements: number } {
  const before = policy === '' || policy.endsWith('\n') ? policy : `${policy}\n`;
  const gap = before.trim() === '' || before.endsWith('\n\n') ? '' : '\n';
  return { text: before + gap + inserted, statements: inserted.split(/^permit /m).length - 1 };
}

function check({ checker, script, governing }: PermitInput, policy: string): CheckedScript {
  return checker.check(script, { ...governing, policy: { name: governing.policy.name, text: policy } });
}

function callAt({ calls }: CheckedScript, { start, end }: Span): CallVerdict | undefined {
  const here = calls.filter(({ site }) => site.span.start === start && site.span.end === end);
  return here.find(({ verdict }) => verdict !== 'allow') ?? here[0];
}

/** One way through: grants of one form, added until the call is allowed. */
class Attempt {
  readonly #input: PermitInput;
  readonly #place: Span;
  readonly #principal: string;
  readonly #level: Level;
  #forbidden = new Set<string>();

  constructor(input: PermitInput, place: Span, checked: CheckedScript, level: Level) {
    this.#input = input;
    this.#place = place;
    this.#principal = checked.principal;
    this.#level = level;
  }

  /** Descriptions of the forbids in the way. */
  get forbidden(): readonly string[] {
    return [...this.#forbidden];
  }

  /** What is to be granted, undefined where that does not lead through, or why nothing can be granted. */
  run(first: CallVerdict): readonly Grant[] | string | undefined {
    const grants = new Map<string, Grant>();
    let call: CallVerdict | undefined = first;
    for (let round = 0; round < MAX_ROUNDS && call !== undefined; round++) {
      if (call.verdict === 'allow') return [...grants.values()];
      const before = grants.size;
      for (const entry of call.refused) {
        if (this.#isForbidden(entry)) continue;
        const grant = this.#grantFor(entry.check);
        if (typeof grant === 'string') return grant;
        grants.set(JSON.stringify(grant), grant);
      }
      if (grants.size === before) return undefined;
      call = this.#callUnder([...grants.values()]);
    }
    return undefined;
  }

  /** Those without which the call would not be allowed. What only stands in for another goes first. */
  needed(grants: readonly Grant[]): readonly Grant[] {
    const order = [...grants].sort((a, b) => Number(isFallback(b)) - Number(isFallback(a)));
    let kept = grants;
    for (const grant of order) {
      const without = kept.filter((other) => other !== grant);
      if (this.#callUnder(without)?.verdict === 'allow') kept = without;
    }
    return kept;
  }

  #callUnder(grants: readonly Grant[]): CallVerdict | undefined {
    const { text } = joined(this.#input.governing.policy.text, permitsFor(grants).join('\n'));
    return callAt(check(this.#input, text), this.#place);
  }

  /** A forbid that certainly applies; a permit would change nothing. */
  #isForbidden({ verdict, policies, check: asked }: DecidedCheck): boolean {
    if (verdict !== 'deny' || policies.length === 0) return false;
    for (const id of policies) this.#forbidden.add(`${id} forbids ${displayAction(asked)}`);
    return true;
  }

  #grantFor(asked: PredictedCheck): Grant | string {
    const action = actionUid(asked.action);
    const target = resourceOf(asked, this.#level);
    if (typeof target === 'string') return target;
    const context = asked.context.known ? contextConditions(asked.context.values, action, this.#input.schema) : [];
    return {
      principal: userPrincipal(asked.asRoot ? 'root' : this.#principal),
      action,
      resource: target.part,
      conditions: [...target.conditions, ...context],
    };
  }
}

function isFallback({ action }: Grant): boolean {
  return action.id === 'redacted_read';
}

function displayAction({ action }: PredictedCheck): string {
  return displayUid(actionUid(action));
}

interface Target {
  readonly part: string;
  readonly conditions: readonly string[];
}

function resourceOf(asked: PredictedCheck, level: Level): Target | string {
  const { resourceType: type, resource } = asked;
  if (resource.kind === 'fresh') return { part: `resource is ${type}`, conditions: [] };
  if (type === 'process_system::Process') return processTarget(asked);
  if (resource.kind === 'exact') {
    const dir = type === DIR ? dirResource(resource.value) : undefined;
    const uid = dir?.ok === true ? dir.resource.uid : { type, id: resource.value };
    return { part: resourcePart(uid), conditions: [] };
  }
  const attribute = type === FILE || type === DIR ? 'path' : NAME_ATTRIBUTES[type];
  if (attribute === undefined) return { part: `resource is ${type}`, conditions: [] };
  if (resource.prefix === '' || resource.prefix === '/')
    return `A permit would have to cover anything, since ${resource.source} can be anything. Guard it in the script first.`;
  return type === FILE || type === DIR
    ? pathTarget(type, resource, level)
    : {
        part: `resource is ${type}`,
        conditions: [`resource.${attribute} like ${likePattern(resource.prefix, resource.suffix)}`],
      };
}

const NAME_ATTRIBUTES: Readonly<Record<string, string>> = {
  'network::url': 'url',
  'sysinfo::Hostname': 'hostname',
  'systemd::Service': 'name',
};

/** Level 0 keeps to the texts of the pattern, 1 to those below its directory that fit it, 2 to the directory. */
function pathTarget(type: string, { prefix, suffix, hole }: PatternText, level: Level): Target {
  const end = prefix.lastIndexOf('/');
  const directory = end <= 0 ? '/' : prefix.slice(0, end);
  const inDirectory = `in ${displayUid({ type: DIR, id: directory })}`;
  const like = `resource.path like ${likePattern(prefix, suffix)}`;
  if (level === 2 && end > 0) return { part: `resource is ${type} ${inDirectory}`, conditions: [] };
  if (level === 1 || (hole !== 'component' && hole !== 'name' && hole !== 'slashless'))
    return { part: `resource is ${type}`, conditions: [like] };
  const deeper = `"${patternText(prefix)}*/*${patternText(suffix)}"`;
  return { part: `resource is ${type}`, conditions: [like, `!(resource.path like ${deeper})`] };
}

function processTarget({ process }: PredictedCheck): Target {
  const known: Readonly<Record<string, Text | undefined>> = {
    name: process?.name,
    username: process?.username,
    command: process?.command,
  };
  const conditions = Object.entries(known).flatMap(([name, text]) =>
    text?.kind === 'exact' ? [`resource.${name} == ${displayValue(text.value)}`] : [],
  );
  return { part: 'resource is process_system::Process', conditions };
}
