// Signature help, in the protocol's form.

import { type Connection, MarkupKind } from 'vscode-languageserver';
import { toOffset } from '../convert.ts';
import { ask } from '../providers/providers.ts';
import type { Session } from '../session.ts';

export function registerSignatureHelp(connection: Connection, session: Session): void {
  connection.onSignatureHelp(({ textDocument, position }, token) =>
    ask(session, 'signature help', textDocument.uri, token, null, (provider, asked) => {
      const help = provider.signatureHelp?.(asked, toOffset(asked.lines, position));
      if (help === undefined) return null;
      return {
        activeSignature: help.activeSignature,
        activeParameter: help.activeParameter,
        signatures: help.signatures.map(({ label, documentation, parameters }) => ({
          label,
          documentation: { kind: MarkupKind.Markdown, value: documentation },
          parameters: parameters.map(({ start, end }) => ({ label: [start, end] as [number, number] })),
        })),
      };
    }),
  );
}
