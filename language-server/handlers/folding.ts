// Folding ranges, in the protocol's form: whole lines, so that the closing bracket stays in sight.

import { type Connection, type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';
import type { Fold } from '#core/ide/answers.ts';
import { toPosition } from '../convert.ts';
import { ask } from '../providers/providers.ts';
import type { Asked } from '../providers/types.ts';
import type { Session } from '../session.ts';

export function registerFolding(connection: Connection, session: Session): void {
  connection.onFoldingRanges(({ textDocument }, token) =>
    ask(session, 'folding', textDocument.uri, token, [], (provider, asked) =>
      (provider.folding?.(asked) ?? []).flatMap((fold) => toFoldingRange(asked, fold)),
    ),
  );
}

function toFoldingRange({ lines, text }: Asked, { span, kind }: Fold): readonly FoldingRange[] {
  const start = toPosition(lines, span.start).line;
  const last = toPosition(lines, span.end);
  const closes = kind === 'code' && /[\])}]/.test(text[span.end - 1] ?? '');
  const end = closes || last.character === 0 ? last.line - 1 : last.line;
  if (end <= start) return [];
  if (kind === 'code') return [{ startLine: start, endLine: end }];
  return [
    { startLine: start, endLine: end, kind: kind === 'comment' ? FoldingRangeKind.Comment : FoldingRangeKind.Imports },
  ];
}
