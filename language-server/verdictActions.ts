// Quick fixes for a call that the policy refuses, or may refuse: the narrowest permit, with what it changes, or what forbids it.

import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { LineIndex } from '#core/base/lineIndex.ts';
import type { CancellationToken } from '#core/base/ports.ts';
import type { Span } from '#core/base/span.ts';
import { changesSummary, changeText, type ScriptChanges } from '#core/policyTools/decisionChanges.ts';
import type { PermitReach } from '#core/policyTools/permitCall.ts';
import type { ClientRequests } from '#protocol';
import { toOffset, toPosition, toRange } from './convert.ts';
import { soundGuards } from './pathGuards.ts';
import { changesUnder, type Permit, policyNameOf, proposals } from './permits.ts';
import { placesCommand } from './policyUseLenses.ts';
import type { Asked } from './providers/types.ts';
import type { Session } from './session.ts';
import { type BoundScript, workspaceVerdicts } from './workspaceVerdicts.ts';

const CODES = new Set(['denied-call', 'denied-silent', 'depends']);

/** Opens the list of the decisions that another policy text changes; the client's own command. */
export const SHOW_CHANGES = 'rehearsal.showDecisionChanges';

/** Shows a permit with what it changes, and writes it when a person agrees; the command of a client that can. */
export const PREVIEW_PERMIT = 'rehearsal.previewPermit';

/** What an action carries to be completed when it is chosen. */
interface PermitData {
  readonly permit: ClientRequests['rehearsal/permit']['params'];
}

/** The guards for the calls in a range whose decision depends on input or is not known. */
export async function guardActions({ session, uri, lines, token }: Asked, range: Span): Promise<CodeAction[]> {
  const verdicts = workspaceVerdicts(session);
  const bound = verdicts.bound(uri);
  const script = bound === undefined ? undefined : await session.analyses.script(uri, token);
  if (bound === undefined || script === undefined) return [];
  const open = script.checked.calls.filter(
    ({ reachable, verdict, site }) =>
      reachable &&
      (verdict === 'depends' || verdict === 'unknown') &&
      site.span.start <= range.end &&
      range.start <= site.span.end,
  );
  const actions: CodeAction[] = [];
  for (const { site } of open.slice(0, GUARDED_CALLS))
    for (const { title, change } of await verdicts.whenIdle(soundGuards(session, bound, site.span), token))
      actions.push({
        title,
        kind: CodeActionKind.QuickFix,
        edit: { changes: { [uri]: [{ range: toRange(lines, change.span), newText: change.newText }] } },
      });
  return actions;
}

/** A range may hold a whole script; only so many of its calls are looked at. */
const GUARDED_CALLS = 3;

/** The fixes for the findings about verdicts among those that the client shows. */
export async function verdictActions(
  { session, uri, lines }: Asked,
  diagnostics: readonly Diagnostic[],
  token: CancellationToken,
): Promise<CodeAction[]> {
  const ours = diagnostics.filter(({ code }) => CODES.has(String(code)));
  const verdicts = workspaceVerdicts(session);
  const script = ours.length === 0 ? undefined : verdicts.bound(uri);
  if (script === undefined) return [];
  const actions: CodeAction[] = [];
  for (const diagnostic of ours) {
    const { start, end } = diagnostic.range;
    const span = { start: toOffset(lines, start), end: toOffset(lines, end) };
    for (const proposal of await verdicts.whenIdle(proposals(session, script, span), token)) {
      if (proposal.kind === 'permit') actions.push(...permitActions(session, script, span, proposal, diagnostic));
      if (proposal.kind === 'forbidden') actions.push(...forbiddenAction(session, script, proposal.ids, diagnostic));
    }
  }
  return actions;
}

/** Completes an action with its edit, and with the decisions that it changes in the whole workspace. */
export async function resolveVerdictAction(
  session: Session,
  action: CodeAction,
  token: CancellationToken,
): Promise<CodeAction> {
  const wanted = (action.data as Partial<PermitData> | undefined)?.permit;
  const found = wanted === undefined ? undefined : await permitWithChanges(session, wanted, token);
  if (found === undefined) return action;
  return { ...action, edit: permitEdit(session, found.script, found.permit, found.changes) };
}

/** The same for a client that shows the permit itself. */
export async function permitPreview(
  session: Session,
  wanted: PermitData['permit'],
  token: CancellationToken,
): Promise<ClientRequests['rehearsal/permit']['result']> {
  const found = await permitWithChanges(session, wanted, token);
  if (found === undefined)
    return { error: 'No permit for this call can be proposed any more. Ask for its fixes again.' };
  const { permit, script, changes } = found;
  return {
    policyUri: script.governance.policy.uri,
    policyName: policyNameOf(script),
    oldText: script.governance.policy.text,
    newText: permit.text,
    covers: permit.covers,
    summary: changesSummary(changes),
    changes: changes.flatMap((one) => one.changes.map((change) => changeText(one, change))),
    ...(permit.remaining === undefined ? {} : { remaining: permit.remaining }),
  };
}

async function permitWithChanges(session: Session, wanted: PermitData['permit'], token: CancellationToken) {
  const verdicts = workspaceVerdicts(session);
  const script = verdicts.bound(wanted.uri);
  if (script === undefined) return undefined;
  const found = await verdicts.whenIdle(proposals(session, script, wanted.span), token);
  const permit = found.find((one): one is Permit => one.kind === 'permit' && one.reach === wanted.reach);
  if (permit === undefined) return undefined;
  const under = await verdicts.whenIdle(verdicts.scriptsUnder(script.governance.policy.uri), token);
  const other = { name: policyNameOf(script), text: permit.text };
  const changes = await verdicts.whenIdle(changesUnder(session, under, other), token);
  return { script, permit, changes };
}

function permitActions(
  session: Session,
  script: BoundScript,
  span: Span,
  permit: Permit,
  diagnostic: Diagnostic,
): readonly CodeAction[] {
  const name = policyNameOf(script);
  const { lateEdits, permitPreviews } = session.client();
  const data: PermitData = { permit: { uri: script.read.uri, span, reach: permit.reach } };
  const title = `Permit this call${REACHES[permit.reach]} in ${name}`;
  const other = { policyUri: script.governance.policy.uri, name: `${name} with the permit`, text: permit.text };
  return [
    {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      ...(permitPreviews === true
        ? { command: { title, command: PREVIEW_PERMIT, arguments: [data.permit] } }
        : lateEdits === true
          ? { data }
          : { edit: permitEdit(session, script, permit, []) }),
    },
    {
      title: `Show what changes: ${title}`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      command: { title: 'Show what changes', command: SHOW_CHANGES, arguments: [other] },
    },
  ];
}

const REACHES: Readonly<Record<PermitReach, string>> = {
  all: '',
  name: ' for plain names',
  path: ' for plain paths',
};

/** The permit at the end of the policy; where the client can, behind a note that a person confirms. */
function permitEdit(
  session: Session,
  script: BoundScript,
  permit: Permit,
  changes: readonly ScriptChanges[],
): WorkspaceEdit {
  const { policy } = script.governance;
  const { uri } = policy;
  const at = toPosition(new LineIndex(policy.text), policy.text.length);
  const edit = { range: { start: at, end: at }, newText: permit.text.slice(policy.text.length) };
  const client = session.client();
  if (client.changeAnnotations !== true) return { changes: { [uri]: [edit] } };
  const version = session.documents.get(uri)?.version ?? null;
  return {
    documentChanges: [TextDocumentEdit.create({ uri, version }, [{ ...edit, annotationId: 'permit' }])],
    changeAnnotations: {
      permit: {
        label: `Permit ${permit.covers.join('; ')}`,
        needsConfirmation: true,
        description: descriptionOf(permit, changes),
      },
    },
  };
}

/** More changes than this are counted. */
const TOLD_CHANGES = 6;

function descriptionOf({ remaining }: Permit, changes: readonly ScriptChanges[]): string {
  const all = changes.flatMap((script) => script.changes.map((change) => changeText(script, change)));
  const more = all.length > TOLD_CHANGES ? [`and ${all.length - TOLD_CHANGES} more`] : [];
  const told = [...all.slice(0, TOLD_CHANGES), ...more].join('; ');
  const left = remaining === undefined ? [] : [`What is left: ${remaining}`];
  return [changesSummary(changes), ...(told === '' ? [] : [`${told}.`]), ...left].join(' ');
}

function forbiddenAction(
  session: Session,
  script: BoundScript,
  ids: readonly string[],
  diagnostic: Diagnostic,
): readonly CodeAction[] {
  const { policy } = script.governance;
  const prepared = session.analyses.engine.cedar.prepare(policy.text);
  if (!prepared.ok) return [];
  const lines = new LineIndex(policy.text);
  const forbids = prepared.policySet.policies.filter(({ id }) => ids.includes(id));
  const places = forbids.map(({ span }) => ({ uri: policy.uri, range: toRange(lines, span) }));
  const names = forbids.map(
    ({ id, span }) => `${id} (${policyNameOf(script)}:${lines.toLineColumn(span.start).line + 1})`,
  );
  const title = `No permit can allow this call: ${names.join(', ')} forbids it`;
  const command = placesCommand('Show the forbid', script.read.uri, diagnostic.range, places);
  return [{ title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], command }];
}
