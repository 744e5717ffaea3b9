// Select Policy on the server's side: lists the policies of the workspace and writes the binding, as an edit that can be undone.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type Connection, TextDocumentEdit } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { bindScript } from '#core/workspace/bindings.ts';
import type { ClientRequests, PolicyChoice } from '#protocol';
import { relativeTo } from '../governance.ts';
import type { Session } from '../session.ts';
import { isText } from '../textStore.ts';

type BindResult = ClientRequests['rehearsal/bind']['result'];

/** Enough for any workspace that a person picks from; a picker with more would be of no use. */
const MAX_POLICIES = 500;
const SKIPPED_FOLDERS = new Set(['node_modules', '.git', 'dist', 'out', 'target']);

export function registerBind(connection: Connection, session: Session): void {
  connection.onRequest('rehearsal/policies', ({ uri }: ClientRequests['rehearsal/policies']['params']) =>
    policies(session, uri),
  );
  connection.onRequest<BindResult, void>(
    'rehearsal/bind',
    ({ uri, policyUri }: ClientRequests['rehearsal/bind']['params']): Promise<BindResult> =>
      bind(connection, session, uri, policyUri),
  );
}

function policies(session: Session, uri: string): readonly PolicyChoice[] {
  const governance = session.governor.govern(uri);
  const bound = governance.kind === 'bound' ? governance.policy.uri : undefined;
  const found = session.governor.roots.flatMap((root) => findPolicies(URI.parse(root).fsPath));
  return found.slice(0, MAX_POLICIES).map((file): PolicyChoice => {
    const policyUri = URI.file(file).toString();
    return {
      uri: policyUri,
      label: relativeTo(session.governor.configFor(uri), policyUri),
      bound: policyUri === bound,
    };
  });
}

function findPolicies(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (entry.isDirectory())
        return SKIPPED_FOLDERS.has(entry.name) ? [] : findPolicies(path.join(folder, entry.name));
      return entry.isFile() && entry.name.endsWith('.cedar') ? [path.join(folder, entry.name)] : [];
    });
  } catch {
    // A folder that may not be read holds no policy that could be selected.
    return [];
  }
}

async function bind(connection: Connection, session: Session, uri: string, policyUri: string): Promise<BindResult> {
  const configUri = session.governor.configFor(uri);
  const present = session.texts.read(configUri);
  const text = isText(present) ? present.text : undefined;
  const bound = bindScript(text, relativeTo(configUri, uri), relativeTo(configUri, policyUri));
  if (bound === undefined)
    return { error: `${URI.parse(configUri).fsPath} has an error; correct it first, then select the policy again.` };
  const edit = TextDocumentEdit.create({ uri: configUri, version: null }, [
    { range: wholeOf(text ?? ''), newText: bound },
  ]);
  const create =
    text === undefined ? [{ kind: 'create' as const, uri: configUri, options: { ignoreIfExists: true } }] : [];
  const { applied, failureReason } = await connection.workspace.applyEdit({ documentChanges: [...create, edit] });
  if (!applied) return { error: `The binding was not written: ${failureReason ?? 'the editor refused the change'}.` };
  return { configUri };
}

function wholeOf(text: string): {
  readonly start: { line: number; character: number };
  readonly end: { line: number; character: number };
} {
  const lines = text.split('\n');
  return {
    start: { line: 0, character: 0 },
    end: { line: lines.length - 1, character: lines[lines.length - 1]?.length ?? 0 },
  };
}
