// What governs a script, for the status item: never silent about why nothing does.

import type { Connection } from 'vscode-languageserver';
import type { CancellationToken } from '#core/base/ports.ts';
import type { ClientRequests, ScriptStatus } from '#protocol';
import { isTooLarge } from '../largeFile.ts';
import type { Session } from '../session.ts';
import { isText } from '../textStore.ts';
import { guard } from './guard.ts';

export function registerStatus(connection: Connection, session: Session): void {
  connection.onRequest(
    'rehearsal/status',
    ({ uri }: ClientRequests['rehearsal/status']['params'], token: CancellationToken) =>
      guard(session, 'status', UNAVAILABLE, token, () => status(session, uri, token)),
  );
}

const UNAVAILABLE: ScriptStatus = {
  kind: 'broken',
  label: 'analysis failed',
  detail: 'The analysis of this script failed. The log has the reason.',
};

const TOO_LARGE: ScriptStatus = {
  kind: 'broken',
  label: 'too large',
  detail: 'This script is too large to be analyzed. Only its syntax is checked.',
};

function isLargeScript(session: Session, uri: string): boolean {
  const read = session.texts.read(uri);
  return session.texts.isLanguage(uri, 'rhai') && isText(read) && isTooLarge(read.text);
}

async function status(session: Session, uri: string, token: CancellationToken): Promise<ScriptStatus> {
  const script = await session.analyses.script(uri, token);
  if (script === undefined)
    return isLargeScript(session, uri) ? TOO_LARGE : { kind: 'notAScript', label: '', detail: '' };
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
