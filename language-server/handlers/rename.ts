// Rename, in the protocol's form. A refusal reaches the person as the error of the request.

import { type Connection, LSPErrorCodes, type Range, ResponseError, type WorkspaceEdit } from 'vscode-languageserver';
import { toOffset, toRange } from '../convert.ts';
import { workspaceEdit } from '../providers/places.ts';
import { ask } from '../providers/providers.ts';
import type { Session } from '../session.ts';

type Answer<T> = { readonly refused: string } | { readonly value: T } | null;

export function registerRename(connection: Connection, session: Session): void {
  connection.onPrepareRename(async ({ textDocument, position }, token) =>
    orThrow(
      await ask<Answer<{ range: Range; placeholder: string }>>(
        session,
        'rename',
        textDocument.uri,
        token,
        null,
        (provider, asked) => {
          const start = provider.prepareRename?.(asked, toOffset(asked.lines, position));
          if (start === undefined) return null;
          if (start.kind === 'refused') return { refused: start.reason };
          return { value: { range: toRange(asked.lines, start.span), placeholder: start.text } };
        },
      ),
    ),
  );
  connection.onRenameRequest(async ({ textDocument, position, newName }, token) =>
    orThrow(
      await ask<Answer<WorkspaceEdit>>(session, 'rename', textDocument.uri, token, null, (provider, asked) => {
        const edit = provider.rename?.(asked, toOffset(asked.lines, position), newName);
        if (edit === undefined) return null;
        if (edit.kind === 'refused') return { refused: edit.reason };
        return { value: workspaceEdit(asked, edit.documents) };
      }),
    ),
  );
}

function orThrow<T>(answer: Answer<T>): T | null {
  if (answer === null) return null;
  if ('refused' in answer) throw new ResponseError(LSPErrorCodes.RequestFailed, answer.refused);
  return answer.value;
}
