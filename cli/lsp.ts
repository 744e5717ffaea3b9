// `rehearsal lsp`: the language server for any editor that speaks the protocol over standard input and output.

import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { startServer } from '../language-server/server.ts';
import { type Command, UsageError } from './command.ts';

export const lspCommand: Command = {
  name: 'lsp',
  summary: 'Serves the Language Server Protocol',
  usage: '--stdio',
  options: { stdio: { description: 'over standard input and output' } },
  async run(args) {
    if (!args.has('stdio')) throw new UsageError('--stdio is missing; there is no other way to connect yet');
    const connection = createConnection(
      ProposedFeatures.all,
      new StreamMessageReader(process.stdin),
      new StreamMessageWriter(process.stdout),
    );
    startServer(connection);
    return new Promise<number>((resolve) => connection.onExit(() => resolve(0)));
  },
};
