// What governs a script, for the status item: never silent about why nothing does.

import type { Connection } from 'vscode-languageserver';
import { NEVER_CANCELLED } from '#core/base/ports.ts';
import type { ClientRequests, ScriptStatus } from '#protocol';
import type { Session } from '../session.ts';
import { guard } from './guard.ts';

export function registerStatus(connection: Connection, session: Session): void {
  connection.onRequest('rehearsal/status', ({ uri }: ClientRequests['rehearsal/status']['params']) =>
    guard(session, 'status', UNAVAILABLE, () => status(session, uri)),
  );
}

const UNAVAILABLE: ScriptStatus = {
  kind: 'broken',
  label: 'analysis failed',
  detail: 'The analysis of this script failed. The log has the reason.',
};

function status(session: Session, uri: string): ScriptStatus {
  const script = session.analyses.script(uri, NEVER_CANCELLED);
  if (script === undefined) return { kind: 'notAScript', label: '', detail: '' };
  const { governance, counts, policyProblem } = script;
  const config = governance.configUri === undefined ? {} : { configUri: governance.configUri };
  if (governance.kind === 'unbound')
    return { kind: 'unbound', label: 'no policy', detail: governance.reason, ...config };
  if (governance.kind === 'broken')
    return { kind: 'broken', label: 'binding broken', detail: governance.reason, ...config };
  const label = governance.binding.policy.split('/').at(-1) ?? governance.binding.policy;
  const bound = { label, policyUri: governance.policy.uri, ...config };
  if (policyProblem !== undefined) return { kind: 'broken', detail: policyProblem, ...bound };
  return {
    kind: 'bound',
    detail: `${governance.binding.policy} governs this script, for ${script.principal}.`,
    verdicts: counts,
    ...bound,
  };
}
