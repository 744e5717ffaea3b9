// The line above a script: run it, what its calls will get, and which policy is in force; and the lines above policies.

import type { CodeLens, Connection } from 'vscode-languageserver';
import type { VerdictCounts } from '#protocol';
import { toRange } from '../convert.ts';
import { askedFor } from '../providers/providers.ts';
import type { Session } from '../session.ts';
import { guard } from './guard.ts';

const TOP = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

export function registerCodeLens(connection: Connection, session: Session): void {
  connection.onCodeLens(({ textDocument }, token) =>
    guard(session, 'code lens', [], token, async (): Promise<CodeLens[]> => {
      if (!session.settings().codeLens) return [];
      const script = await session.analyses.script(textDocument.uri, token);
      if (script === undefined) return lensesOf(askedFor(session, textDocument.uri, token));
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

/** The lines of other languages. They only say something: a lens without a command has an empty one. */
function lensesOf(found: ReturnType<typeof askedFor>): CodeLens[] {
  if (found === undefined) return [];
  const { asked, provider } = found;
  const lenses = provider.codeLenses?.(asked) ?? [];
  return lenses.map(({ span, title }) => ({ range: toRange(asked.lines, span), command: { title, command: '' } }));
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
