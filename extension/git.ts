// Texts of earlier versions, by the editor's own Git extension.

import { extensions, type Uri } from 'vscode';

/** The part of the Git extension's interface that is needed here. */
interface GitExtension {
  getAPI(version: 1): {
    getRepository(uri: Uri): { show(ref: string, path: string): Promise<string> } | null;
  };
}

/** A file at the last commit; undefined where there is none. The editor's own Git extension knows whether the workspace is trusted. */
export async function textAtHead(file: Uri): Promise<string | undefined> {
  const git = extensions.getExtension<GitExtension>('vscode.git');
  try {
    const repository = (await git?.activate())?.getAPI(1).getRepository(file);
    return await repository?.show('HEAD', file.fsPath);
  } catch {
    return undefined;
  }
}
