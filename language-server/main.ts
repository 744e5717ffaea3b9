// Entry of the language server as a program of its own: started by the editor over IPC, or with --stdio by any other client.
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './server.ts';

startServer(createConnection(ProposedFeatures.all));
