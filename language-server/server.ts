// Builds the server: its parts, its capabilities and its handlers, on one screen.
import { type Connection, TextDocumentSyncKind, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Governor } from './governance.ts';
import { TextStore } from './textStore.ts';

/** Wires everything to the connection and listens. */
export function startServer(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const texts = new TextStore(documents);
  const governor = new Governor(texts);
  connection.onInitialize((params) => {
    governor.setRoots((params.workspaceFolders ?? []).map((folder) => folder.uri));
    return { capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental } };
  });
  documents.listen(connection);
  connection.listen();
}
