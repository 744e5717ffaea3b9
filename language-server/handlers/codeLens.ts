// The line above a script: run it, what its calls will get, and which policy is in force; and the lines above policies.

import type { CodeLens, Connection } from 'vscode-languageserver';
import type { CancellationToken } from '#core/base/ports.ts';
import type { VerdictCounts } from '#protocol';
import { toRange } from '../convert.ts';
import { NEVER_USED, policyUseLenses, type UseLens } from '../policyUseLenses.ts';
import { askedFor } from '../providers/providers.ts';
import type { Asked } from '../providers/types.ts';
import type { Session } from '../session.ts';
import { guard } from './guard.ts';

const TOP = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

export function registerCodeLens(connection: Connection, session: Session): void {
  const uses = new PatientLenses(session);
  connection.onCodeLens(({ textDocument }, token) =>
    guard(session, 'code lens', [], token, async (): Promise<CodeLens[]> => {
      if (!session.settings().codeLens) return [];
      const script = await session.analyses.script(textDocument.uri, token);
      if (script === undefined) return lensesOf(session, uses, textDocument.uri, token);
      const { governance, counts } = script;
      const uri = textDocument.uri;
      const policy = governance.kind === 'bound' ? `Policy: ${governance.binding.policy}` : 'Select Policy';
      const lenses: CodeLens[] = [];
      if (governance.kind === 'bound') {
        lenses.push(
          lens('$(play) Run in Sandbox', 'rehearsal.runInSandbox', uri),
          lens(countsText(counts), 'workbench.actions.view.problems'),
        );
      }
      lenses.push(lens(policy, 'rehearsal.selectPolicy', uri));
      return lenses;
    }),
  );
}

/** The lines of other languages, with what policies do in the workspace. A lens without a command has an empty one. */
async function lensesOf(
  session: Session,
  uses: PatientLenses,
  uri: string,
  token: CancellationToken,
): Promise<CodeLens[]> {
  const found = askedFor(session, uri, token);
  if (found === undefined) return [];
  const { asked, provider } = found;
  const lenses = (provider.codeLenses?.(asked) ?? []).map(
    ({ span, title }): CodeLens => ({ range: toRange(asked.lines, span), command: { title, command: '' } }),
  );
  if (asked.languageId !== 'cedar') return lenses;
  const used = (await uses.of(asked, token)).map(({ span, command }) => ({
    range: toRange(asked.lines, span),
    command,
  }));
  return [...lenses, ...used.filter((lens) => !isSaidBy(lens, lenses))];
}

/** Of a policy that never matches, more is said than that nothing uses it. */
function isSaidBy({ range, command }: CodeLens, others: readonly CodeLens[]): boolean {
  return (
    command?.title === NEVER_USED &&
    others.some(
      (other) => other.range.start.line === range.start.line && other.command?.title.endsWith('never matches') === true,
    )
  );
}

/** So long a client waits for lines that need the verdicts of the workspace, if it can be told of them later. */
const WAIT_MS = 200;

/** Answers with what is known soon, and has the client ask again when the rest is. */
class PatientLenses {
  readonly #session: Session;
  /** The newest work of each policy; older work is of no use to anybody. */
  readonly #going = new Map<string, { isCancellationRequested: boolean }>();
  /** What came too late for the request that it was made for, with the text it is of; the next request takes it. */
  readonly #late = new Map<string, { readonly stamp: string; readonly lenses: readonly UseLens[] }>();

  constructor(session: Session) {
    this.#session = session;
  }

  async of(asked: Asked, token: CancellationToken): Promise<readonly UseLens[]> {
    const known = this.#late.get(asked.uri);
    this.#late.delete(asked.uri);
    if (known?.stamp === asked.stamp) return known.lenses;
    const previous = this.#going.get(asked.uri);
    if (previous !== undefined) previous.isCancellationRequested = true;
    if (!this.#session.client().lensRefresh) return policyUseLenses(this.#session, asked, token);
    const own = { isCancellationRequested: false };
    this.#going.set(asked.uri, own);
    let isLate = false;
    const work = policyUseLenses(this.#session, asked, own).then(
      (lenses) => {
        if (isLate) {
          this.#late.set(asked.uri, { stamp: asked.stamp, lenses });
          void this.#session.connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
        }
        return lenses;
      },
      (): readonly UseLens[] => [],
    );
    const late = new Promise<readonly UseLens[]>((resolve) => setTimeout(() => resolve([]), WAIT_MS));
    const first = await Promise.race([work.then((lenses) => ({ lenses })), late.then(() => undefined)]);
    isLate = first === undefined;
    return first?.lenses ?? [];
  }
}

function lens(title: string, command: string, ...args: readonly string[]): CodeLens {
  return { range: TOP, command: { title, command, arguments: [...args] } };
}

/** `7 allowed, 1 denied, 2 depend on input`; what is zero is left out, except when everything is. */
export function countsText(counts: VerdictCounts): string {
  const parts = [
    [counts.allow, '$(check)', 'allowed'],
    [counts.deny, '$(circle-slash)', 'denied'],
    [counts.depends, '$(color-mode)', counts.depends === 1 ? 'depends on input' : 'depend on input'],
    [counts.unknown, '', 'undecided'],
  ] as const;
  const shown = parts
    .filter(([count]) => count > 0)
    .map(([count, icon, word]) => `${icon === '' ? '' : `${icon} `}${count} ${word}`);
  return shown.length === 0 ? 'no SDK call is checked' : shown.join(', ');
}
