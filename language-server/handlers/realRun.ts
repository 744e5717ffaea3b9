// What a run on the real host would be given, and what it can touch: for the confirmation that stands before it.

import type { Connection } from 'vscode-languageserver';
import type { CancellationToken } from '#core/base/ports.ts';
import { CATEGORY_TITLES } from '#core/manifest/categories.ts';
import { type ManifestRow, manifestRows } from '#core/manifest/manifestRows.ts';
import { visible } from '#core/manifest/plainText.ts';
import { manifestSteps } from '#core/manifest/scriptManifest.ts';
import type { CallVerdict } from '#core/verdict/callVerdict.ts';
import type { ClientRequests, RealRunInputs } from '#protocol';
import type { Session } from '../session.ts';
import { SharedWork } from '../sharedWork.ts';
import { isText } from '../textStore.ts';
import { guard } from './guard.ts';

type Answer = RealRunInputs | { readonly error: string };

const FAILED: Answer = { error: 'The analysis of this script failed. The log has the reason.' };

export function registerRealRun(connection: Connection, session: Session): void {
  connection.onRequest<Answer, void>(
    'rehearsal/realRunInputs',
    ({ uri }: ClientRequests['rehearsal/realRunInputs']['params'], token: CancellationToken) =>
      guard(session, 'real run', FAILED, token, () => inputsOf(session, uri, token)),
  );
}

async function inputsOf(session: Session, uri: string, token: CancellationToken): Promise<Answer> {
  const text = session.texts.read(uri);
  const script = await session.analyses.script(uri, token);
  if (!isText(text) || script === undefined) return { error: 'The script cannot be analyzed.' };
  const { governance, checked, lines, policyProblem } = script;
  if (governance.kind !== 'bound') return { error: governance.reason };
  if (policyProblem !== undefined) return { error: policyProblem };
  const { policy, args, binding } = governance;
  const { parse, resolution } = checked;
  const subject = { name: uri, parse, resolution, lines, catalog: session.analyses.engine.catalog };
  const { manifest } = await new SharedWork(manifestSteps(subject), () => false).wait(token);
  return {
    script: text.text,
    policy: policy.text,
    ...(args === undefined ? {} : { args: args.text }),
    policyName: binding.policy,
    principal: script.principal,
    touches: manifestRows(manifest.permissions).map(rowText),
    assumes: [
      ...manifest.assumes.map((assumption) => `Assumed: ${assumption}`),
      ...manifest.notCovered.map(({ path, line }) => `What line ${line} imports (${visible(path)}) is not covered.`),
    ],
    calls: checked.calls
      .filter(({ reachable }) => reachable)
      .map((call) => `${lines.toLineColumn(call.site.span.start).line + 1}: ${call.function} ${touched(call)}`),
    notAllowed: checked.calls.filter(({ reachable, verdict }) => reachable && verdict !== 'allow').length,
  };
}

function rowText({ category, resource, types, root, lines }: ManifestRow): string {
  const where = `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`;
  return `${CATEGORY_TITLES[category]} ${types.join(', ')} ${visible(resource)}${root ? ' as root' : ''} (${where})`;
}

/** The last resource says best what a call is about. */
function touched({ checks, verdict }: CallVerdict): string {
  const last = checks.at(-1);
  const action = /"(.*)"/.exec(last?.action ?? '')?.[1] ?? '';
  return `(${[action, last?.resource ?? ''].filter((part) => part !== '').join(' ')}): ${WORDS[verdict]}`;
}

const WORDS = { allow: 'allowed', deny: 'denied', depends: 'depends on input', unknown: 'not decided' } as const;
