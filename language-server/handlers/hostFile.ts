// Makes the text of a host file of a folder of the workspace.

import type { Connection } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { hostFromFolder } from '#core/node/hostFromFolder.ts';
import type { ClientRequests } from '#protocol';

type Answer = ClientRequests['rehearsal/hostFromFolder']['result'];

export function registerHostFile(connection: Connection): void {
  connection.onRequest<Answer, void>(
    'rehearsal/hostFromFolder',
    ({ uri }: ClientRequests['rehearsal/hostFromFolder']['params']) => hostFileOf(uri),
  );
}

function hostFileOf(uri: string): Answer {
  const folder = URI.parse(uri);
  if (folder.scheme !== 'file') return { error: 'Only a folder on this machine can be read.' };
  try {
    const { text, at, files, bytes, leftOut } = hostFromFolder(folder.fsPath);
    return {
      text,
      summary: `${files} files, ${bytes} bytes, at ${at}`,
      leftOut: leftOut.map(({ path, reason }) => `${path}: ${reason}`),
    };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
