// Marks of what the policy will say: behind each call in the text, and one for each line in the gutter.

import { type Connection, type InlayHint, MarkupKind } from 'vscode-languageserver';
import type { CancellationToken } from '#core/base/ports.ts';
import { type Span, touches } from '#core/base/span.ts';
import { predictionMarkdown } from '#core/ide/predictionMarkdown.ts';
import type { CallVerdict } from '#core/verdict/callVerdict.ts';
import type { ClientRequests, Prediction } from '#protocol';
import { toPosition } from './convert.ts';
import { guard } from './handlers/guard.ts';
import type { Asked } from './providers/types.ts';
import type { Session } from './session.ts';

type Decided = Prediction['mark'];

const LABELS: Readonly<Record<Decided, string>> = {
  allow: '✓',
  deny: '⊘ denied',
  depends: '◐ depends',
};

/** A mark behind the calls of a range, as the settings want them; the reason is in its tooltip. */
export async function verdictHints({ session, uri, lines, token }: Asked, range: Span): Promise<readonly InlayHint[]> {
  const wanted = session.settings().inlayHints?.verdicts ?? 'off';
  if (wanted === 'off') return [];
  const script = await session.analyses.script(uri, token);
  return (script?.checked.calls ?? []).flatMap((call): readonly InlayHint[] => {
    const mark = markOf(call);
    const { end } = call.site.span;
    if (mark === undefined || (mark === 'allow' && wanted !== 'all') || !touches(range, end)) return [];
    const label = call.silent && mark === 'deny' ? '⊘ denied silently' : LABELS[mark];
    const tooltip = predictionMarkdown(call);
    return [
      {
        position: toPosition(lines, end),
        label,
        paddingLeft: true,
        ...(tooltip === undefined ? {} : { tooltip: { kind: MarkupKind.Markdown, value: tooltip } }),
      },
    ];
  });
}

function markOf({ reachable, verdict }: CallVerdict): Decided | undefined {
  return reachable && verdict !== 'unknown' ? verdict : undefined;
}

export function registerPredictions(connection: Connection, session: Session): void {
  connection.onRequest(
    'rehearsal/predictions',
    ({ uri }: ClientRequests['rehearsal/predictions']['params'], token: CancellationToken) =>
      guard(session, 'predictions', [], token, () => predictions(session, uri, token)),
  );
}

const RANK: Readonly<Record<Decided, number>> = { allow: 0, depends: 1, deny: 2 };

async function predictions(session: Session, uri: string, token: CancellationToken): Promise<readonly Prediction[]> {
  const script = await session.analyses.script(uri, token);
  const byLine = new Map<number, Decided>();
  for (const call of script?.checked.calls ?? []) {
    const mark = markOf(call);
    if (mark === undefined || script === undefined) continue;
    const { line } = script.lines.toLineColumn(call.site.nameSpan.start);
    const known = byLine.get(line);
    if (known === undefined || RANK[mark] > RANK[known]) byLine.set(line, mark);
  }
  return [...byLine].map(([line, mark]) => ({ line, mark }));
}
