// Inlay hints, in the protocol's form; settings switch each kind off.

import { type Connection, type InlayHint, InlayHintKind } from 'vscode-languageserver';
import { toOffset, toPosition } from '../convert.ts';
import { verdictHints } from '../predictions.ts';
import { ask } from '../providers/providers.ts';
import type { Session } from '../session.ts';

export function registerInlayHints(connection: Connection, session: Session): void {
  connection.languages.inlayHint.on(({ textDocument, range }, token) =>
    ask(session, 'inlay hints', textDocument.uri, token, [], async (provider, asked): Promise<InlayHint[]> => {
      const { types, parameters } = session.settings().inlayHints ?? { types: true, parameters: true };
      const span = { start: toOffset(asked.lines, range.start), end: toOffset(asked.lines, range.end) };
      const hints = (await provider.inlayHints?.(asked, span)) ?? [];
      const marks = asked.languageId === 'rhai' ? await verdictHints(asked, span) : [];
      const named = hints
        .filter(({ kind }) => (kind === 'parameter' ? parameters : types))
        .map(
          ({ offset, label, kind }): InlayHint => ({
            position: toPosition(asked.lines, offset),
            label: LABELS[kind](label),
            kind: kind === 'parameter' ? InlayHintKind.Parameter : InlayHintKind.Type,
            ...(kind === 'parameter' ? { paddingRight: true } : {}),
            ...(kind === 'result' ? { paddingLeft: true } : {}),
          }),
        );
      return [...named, ...marks];
    }),
  );
}

const LABELS = {
  type: (label: string) => `: ${label}`,
  result: (label: string) => `-> ${label}`,
  parameter: (label: string) => `${label}:`,
} as const;
