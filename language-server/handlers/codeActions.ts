// Code actions, in the protocol's form. The findings of the client come back to it with the actions that mend them.

import { type CodeAction, CodeActionKind, type Connection, type Diagnostic } from 'vscode-languageserver';
import type { CodeAction as Action, Finding } from '#core/ide/answers.ts';
import { toOffset } from '../convert.ts';
import { workspaceEdit } from '../providers/places.ts';
import { ask } from '../providers/providers.ts';
import type { Session } from '../session.ts';
import { guardActions, resolveVerdictAction, verdictActions } from '../verdictActions.ts';
import { guard } from './guard.ts';

const KINDS: Readonly<Record<Action['kind'], CodeActionKind>> = {
  quickfix: CodeActionKind.QuickFix,
  refactor: CodeActionKind.Refactor,
  source: CodeActionKind.Source,
};

export function registerCodeActions(connection: Connection, session: Session): void {
  connection.onCodeAction(({ textDocument, range, context }, token) =>
    ask(session, 'code actions', textDocument.uri, token, [], async (provider, asked): Promise<CodeAction[]> => {
      const span = { start: toOffset(asked.lines, range.start), end: toOffset(asked.lines, range.end) };
      const byFinding = new Map<Finding, Diagnostic>();
      for (const diagnostic of context.diagnostics) {
        const { start, end } = diagnostic.range;
        const finding = {
          code: String(diagnostic.code ?? ''),
          span: { start: toOffset(asked.lines, start), end: toOffset(asked.lines, end) },
          data: diagnostic.data as unknown,
        };
        byFinding.set(finding, diagnostic);
      }
      const found = (await provider.codeActions?.(asked, span, [...byFinding.keys()])) ?? [];
      const actions = found.map((action) => toCodeAction(action, workspaceEdit(asked, action.documents), byFinding));
      const permits =
        asked.languageId === 'rhai' && isWanted(CodeActionKind.QuickFix, context.only)
          ? [...(await verdictActions(asked, context.diagnostics, token)), ...(await guardActions(asked, span))]
          : [];
      return [...permits, ...actions].filter(({ kind }) => isWanted(kind ?? '', context.only));
    }),
  );
  connection.onCodeActionResolve((action, token) =>
    guard(session, 'code action', action, token, () => resolveVerdictAction(session, action, token)),
  );
}

function toCodeAction(
  { title, kind, fixes, preferred }: Action,
  edit: NonNullable<CodeAction['edit']>,
  byFinding: ReadonlyMap<Finding, Diagnostic>,
): CodeAction {
  const diagnostic = fixes === undefined ? undefined : byFinding.get(fixes);
  return {
    title,
    kind: KINDS[kind],
    edit,
    ...(diagnostic === undefined ? {} : { diagnostics: [diagnostic] }),
    ...(preferred === true ? { isPreferred: true } : {}),
  };
}

function isWanted(kind: string, only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
}
