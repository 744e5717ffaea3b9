// Permits for calls of scripts: what can be proposed, and which decisions of the workspace it would change.

import { Remembered } from '#core/base/remembered.ts';
import type { Span } from '#core/base/span.ts';
import type { Steps } from '#core/base/steps.ts';
import { changedCalls } from '#core/policyTools/compareCalls.ts';
import type { ScriptChanges } from '#core/policyTools/decisionChanges.ts';
import { type PermitProposal, permitSteps } from '#core/policyTools/permitCall.ts';
import { governingTexts, relativeTo } from './governance.ts';
import { cedarWorkspace } from './providers/cedarWorkspace.ts';
import type { Session } from './session.ts';
import { type BoundScript, callKey, nameOf, workspaceVerdicts } from './workspaceVerdicts.ts';

export type Permit = Extract<PermitProposal, { readonly kind: 'permit' }>;

/** The answers for so many calls are kept: the same is asked again whenever the cursor moves. */
const KEPT_PROPOSALS = 32;

const kept = new WeakMap<Session, Remembered<{ value?: readonly PermitProposal[] }>>();

/** The permits for the call at a place of a script; only those that the engine accepts and the schema validates. */
export function* proposals(session: Session, script: BoundScript, place: Span): Steps<readonly PermitProposal[]> {
  const { read, governance } = script;
  const memory = kept.get(session) ?? new Remembered<{ value?: readonly PermitProposal[] }>(KEPT_PROPOSALS);
  kept.set(session, memory);
  const known = memory.get(callKey(script, place), () => ({}));
  if (known.value !== undefined) return known.value;
  const { policy, ...governing } = governingTexts(governance);
  if (policy === undefined) return [];
  const { checker } = workspaceVerdicts(session);
  const schema = cedarWorkspace(session).schema(governance.policy.uri);
  const found = yield* permitSteps({ checker, script: read.text, governing: { ...governing, policy }, schema }, place);
  known.value = found.filter((proposal) => proposal.kind !== 'permit' || isValid(session, script, proposal));
  return known.value;
}

function isValid(session: Session, { governance }: BoundScript, { text, inserted }: Permit): boolean {
  const { cedar } = session.analyses.engine;
  const schema = cedarWorkspace(session).schemaInForce(governance.policy.uri).text;
  const isError = ({ severity }: { readonly severity: string }) => severity === 'error';
  return !cedar.checkPolicies(text).some(isError) && !cedar.checkPolicies(inserted, schema).some(isError);
}

/** The scripts under a policy file with what is different for each under another text; a single script where one is named. */
export function* changesUnder(
  session: Session,
  scripts: readonly BoundScript[],
  other: { readonly name: string; readonly text: string },
): Steps<readonly ScriptChanges[]> {
  const verdicts = workspaceVerdicts(session);
  const found: ScriptChanges[] = [];
  for (const script of scripts) {
    const before = yield* verdicts.judge(script);
    const after = yield* verdicts.judge(script, other);
    found.push({
      uri: before.uri,
      name: relativeTo(script.governance.configUri, before.uri),
      lines: before.lines,
      changes: changedCalls(before.calls, after.calls),
    });
  }
  return found;
}

/** The name of the policy file of a script. */
export function policyNameOf({ governance }: BoundScript): string {
  return nameOf(governance.policy.uri);
}
