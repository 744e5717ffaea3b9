// What-if on the server's side: which decisions another policy text changes, and the least policy for what a run asked.

import type { Connection } from 'vscode-languageserver';
import type { CancellationToken } from '#core/base/ports.ts';
import { changeLines, changesSummary } from '#core/policyTools/decisionChanges.ts';
import { decisionsOf, recordedPolicy } from '#core/policyTools/recordedPolicy.ts';
import { parseTrace } from '#core/trace/jsonLines.ts';
import type { ClientRequests } from '#protocol';
import { toRange } from '../convert.ts';
import { changesUnder } from '../permits.ts';
import type { Session } from '../session.ts';
import { permitPreview } from '../verdictActions.ts';
import { nameOf, workspaceVerdicts } from '../workspaceVerdicts.ts';
import { guard } from './guard.ts';

type Compare = ClientRequests['rehearsal/compare'];
type PolicyFromRun = ClientRequests['rehearsal/policyFromRun'];

export function registerWhatIf(connection: Connection, session: Session): void {
  connection.onRequest<Compare['result'], void>(
    'rehearsal/compare',
    (params: Compare['params'], token: CancellationToken): Promise<Compare['result']> =>
      guard(session, 'compare', FAILED, token, () => compare(session, params, token)),
  );
  connection.onRequest<PermitPreview['result'], void>(
    'rehearsal/permit',
    (params: PermitPreview['params'], token: CancellationToken): Promise<PermitPreview['result']> =>
      guard(session, 'permit', FAILED, token, () => permitPreview(session, params, token)),
  );
  connection.onRequest<PolicyFromRun['result'], void>(
    'rehearsal/policyFromRun',
    ({ trace }: PolicyFromRun['params'], token: CancellationToken): Promise<PolicyFromRun['result']> =>
      guard(session, 'policy from run', FAILED, token, () => policyFromRun(session, trace)),
  );
}

type PermitPreview = ClientRequests['rehearsal/permit'];

const FAILED = { error: 'The comparison failed. The log has the reason.' };

async function compare(
  session: Session,
  { policyUri, script, other }: Compare['params'],
  token: CancellationToken,
): Promise<Compare['result']> {
  const { cedar } = session.analyses.engine;
  const broken = cedar.checkPolicies(other.text).find(({ severity }) => severity === 'error');
  if (broken !== undefined) return { error: `${other.name} does not parse: ${broken.message}.` };
  const verdicts = workspaceVerdicts(session);
  const one = script === undefined ? undefined : verdicts.bound(script);
  if (script !== undefined && one === undefined)
    return { error: 'No policy governs this script. Select a policy first.' };
  const governing = one?.governance.policy.uri ?? policyUri;
  if (governing === undefined) return { error: 'No policy is named.' };
  const scripts = one === undefined ? await verdicts.whenIdle(verdicts.scriptsUnder(governing), token) : [one];
  const changes = await verdicts.whenIdle(changesUnder(session, scripts, other), token);
  const summary = changesSummary(changes);
  const lines = changeLines(changes);
  return {
    summary,
    changes: changes.reduce((sum, { changes: own }) => sum + own.length, 0),
    text: `${other.name} in place of ${nameOf(governing)}\n${summary}\n${lines.map(({ text }) => `${text}\n`).join('')}`,
    links: lines.flatMap(({ place }, i) =>
      place === undefined
        ? []
        : [{ line: i + HEAD_LINES, uri: place.uri, range: toRange(place.lines, place.change.span) }],
    ),
  };
}

/** Lines of the text before those of the calls. */
const HEAD_LINES = 2;

function policyFromRun(session: Session, trace: string): PolicyFromRun['result'] {
  const parsed = parseTrace(trace);
  if (!parsed.ok) return { error: `Line ${parsed.line} of the trace: ${parsed.message}.` };
  const { cedar, schema } = session.analyses.engine;
  const { text, statements, requests } = recordedPolicy(decisionsOf(parsed.events), cedar, cedar.readSchema(schema));
  return { text, statements, requests };
}
