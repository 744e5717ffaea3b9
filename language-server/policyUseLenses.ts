// The lines above policies that say what each does in the workspace: how many calls it permits or denies, or that it never does.

import type { Command, Location, Range } from 'vscode-languageserver';
import type { LineIndex } from '#core/base/lineIndex.ts';
import type { CancellationToken } from '#core/base/ports.ts';
import type { Span } from '#core/base/span.ts';
import type { Steps } from '#core/base/steps.ts';
import { parsePolicies } from '#core/cedar/syntax/parsePolicies.ts';
import type { PreparedPolicy } from '#core/cedar/types.ts';
import { policyNames } from '#core/ide/cedar/policyNames.ts';
import type { DeadPolicy } from '#core/policyTools/deadPolicies.ts';
import { type PolicyUse, policyUses, type UsingCall } from '#core/policyTools/policyUse.ts';
import { toRange } from './convert.ts';
import { deadPoliciesOf } from './deadPolicies.ts';
import type { Session } from './session.ts';
import { type JudgedScript, workspaceVerdicts } from './workspaceVerdicts.ts';

/** A line above a policy; the command shows the calls. */
export interface UseLens {
  readonly span: Span;
  readonly command: Command;
}

/** Shows a list of places at one of them; the client's own command. */
export const SHOW_PLACES = 'rehearsal.showPlaces';

export const NEVER_USED = 'never used in this workspace';

const WITHOUT_EFFECT: Readonly<Record<DeadPolicy['code'], string>> = {
  'policy-shadowed': 'shadowed',
  'policy-never-holds': 'conditions never hold',
  'policy-always-errs': 'conditions always end in an error',
};

interface PolicyText {
  readonly uri: string;
  readonly text: string;
  readonly lines: LineIndex;
}

/** The lines of a policy file. None where it governs no script or the engine does not read it. Interruptible by the token. */
export function policyUseLenses(
  session: Session,
  policy: PolicyText,
  token: CancellationToken,
): Promise<readonly UseLens[]> {
  return workspaceVerdicts(session).whenIdle(lensSteps(session, policy), token);
}

function* lensSteps(session: Session, policy: PolicyText): Steps<readonly UseLens[]> {
  const verdicts = workspaceVerdicts(session);
  const scripts = yield* verdicts.scriptsUnder(policy.uri);
  if (scripts.length === 0) return [];
  const prepared = session.analyses.engine.cedar.prepare(policy.text);
  if (!prepared.ok) return [];
  yield;
  const judged: JudgedScript[] = [];
  for (const script of scripts) judged.push(yield* verdicts.judge(script));
  const uses = policyUses(judged);
  const dead = new Map(
    (yield* deadPoliciesOf(session, policy.uri, policy.text)).map((one) => [one.policy.id, one] as const),
  );
  const lens = (span: Span, title: string, calls: readonly UsingCall<JudgedScript>[]): UseLens => ({
    span,
    command: placesCommand(title, policy.uri, toRange(policy.lines, span), calls.map(locationOf)),
  });
  const shadow = (span: Span, by: PreparedPolicy): UseLens => {
    const place = { uri: policy.uri, range: toRange(policy.lines, by.span) };
    return { span, command: placesCommand(`shadowed by ${by.id}`, policy.uri, toRange(policy.lines, span), [place]) };
  };
  const places = new Map(policyNames(parsePolicies(policy.text)).map(({ id, nameSpan }) => [id, nameSpan]));
  return prepared.policySet.policies.flatMap((one): readonly UseLens[] => {
    const span = places.get(one.id) ?? one.span;
    const without = dead.get(one.id);
    if (without?.by !== undefined) return [shadow(span, without.by)];
    if (without !== undefined) return [lens(span, WITHOUT_EFFECT[without.code], [])];
    return rolesOf(one, uses.get(one.id)).map(([title, calls]) => lens(span, title, calls));
  });
}

function rolesOf(
  { effect, isTemplate }: PreparedPolicy,
  use: PolicyUse<JudgedScript> | undefined,
): readonly (readonly [string, readonly UsingCall<JudgedScript>[]])[] {
  if (isTemplate) return [];
  if (use === undefined) return [[NEVER_USED, []]];
  const certain = effect === 'permit' ? use.permits : use.denies;
  const verb = effect === 'permit' ? 'permit' : 'deny';
  const told: (readonly [string, readonly UsingCall<JudgedScript>[]])[] = [];
  if (certain.length > 0) told.push([`${effect === 'permit' ? 'permits' : 'denies'} ${countText(certain)}`, certain]);
  if (use.mayDecide.length > 0) told.push([`may ${verb} ${countText(use.mayDecide)}`, use.mayDecide]);
  return told.length > 0 ? told : [[NEVER_USED, []]];
}

/** `4 calls in 2 scripts` */
function countText(calls: readonly UsingCall<JudgedScript>[]): string {
  const scripts = new Set(calls.map(({ script }) => script.uri)).size;
  return `${counted(calls.length, 'call')} in ${counted(scripts, 'script')}`;
}

export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function locationOf({ script, call }: UsingCall<JudgedScript>): Location {
  return { uri: script.uri, range: toRange(script.lines, call.site.span) };
}

/** A lens that opens a list of places; without places it only says something. */
export function placesCommand(title: string, uri: string, range: Range, places: readonly Location[]): Command {
  return places.length === 0
    ? { title, command: '' }
    : { title, command: SHOW_PLACES, arguments: [uri, range.start, places] };
}
