// Guards for calls whose decision depends on input: offered only where the call is certain to be allowed behind them.

import { Remembered } from '#core/base/remembered.ts';
import type { Span } from '#core/base/span.ts';
import type { Steps } from '#core/base/steps.ts';
import { scopeEntities } from '#core/cedar/scopeEntities.ts';
import type { PreparedPolicySet } from '#core/cedar/types.ts';
import { type PathGuard, pathGuards } from '#core/ide/fixes/guardPath.ts';
import { whenPaths } from '#core/policyTools/conditionParts.ts';
import { governingTexts } from './governance.ts';
import type { Session } from './session.ts';
import { type BoundScript, callKey, workspaceVerdicts } from './workspaceVerdicts.ts';

/** So many are tried, and so many are offered. */
const TRIED = 12;
const OFFERED = 2;

/** The answers for so many calls are kept: the same is asked again whenever the cursor moves. */
const KEPT_GUARDS = 32;

const kept = new WeakMap<Session, Remembered<{ value?: readonly PathGuard[] }>>();

/** The guards for the call at a place. */
export function* soundGuards(session: Session, script: BoundScript, place: Span): Steps<readonly PathGuard[]> {
  const memory = kept.get(session) ?? new Remembered<{ value?: readonly PathGuard[] }>(KEPT_GUARDS);
  kept.set(session, memory);
  const known = memory.get(callKey(script, place), () => ({}));
  known.value ??= yield* tryGuards(session, script, place);
  return known.value;
}

function* tryGuards(session: Session, { read, governance }: BoundScript, place: Span): Steps<readonly PathGuard[]> {
  const governing = governingTexts(governance);
  const prepared = session.analyses.engine.cedar.prepare(governance.policy.text);
  if (!prepared.ok) return [];
  const { checker } = workspaceVerdicts(session);
  const { parse } = checker.structure(read.text);
  const found: PathGuard[] = [];
  for (const guard of pathGuards(parse, place, foldersOf(prepared.policySet)).slice(0, TRIED)) {
    if (found.length >= OFFERED) break;
    const { span, newText } = guard.change;
    const guarded = read.text.slice(0, span.start) + newText + read.text.slice(span.end);
    const { calls } = yield* checker.verdicts(guarded, governing);
    const here = calls.filter(({ site }) => site.span.start === place.start + newText.length);
    if (here.length > 0 && here.every(({ verdict, reachable }) => verdict === 'allow' && reachable)) found.push(guard);
  }
  return found;
}

/** The folders that permits speak of, the widest first. */
function foldersOf({ policies }: PreparedPolicySet): readonly string[] {
  const folders = new Set<string>();
  for (const policy of policies) {
    if (policy.effect !== 'permit' || policy.scope === undefined) continue;
    for (const { id } of scopeEntities(policy.scope.resource)) folders.add(id);
    for (const path of whenPaths(policy)) folders.add(path);
  }
  return [...folders].filter((folder) => /^\/[^"\\*]*[^"\\*/]$/.test(folder)).sort((a, b) => a.length - b.length);
}
