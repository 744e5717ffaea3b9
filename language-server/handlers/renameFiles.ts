// Renamed and moved files: what names them by path follows, as an edit that the editor makes before it renames.

import type { Connection, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { LineIndex } from '#core/base/lineIndex.ts';
import { importPath, type ModuleScript, moduleFile } from '#core/rhai/resolve/modules.ts';
import { type FileMove, renamedImport, renamedPaths } from '#core/workspace/renamedFiles.ts';
import { toRange } from '../convert.ts';
import { importingScripts } from '../providers/scriptWorkspace.ts';
import type { Session } from '../session.ts';
import { isText } from '../textStore.ts';
import { workspaceFiles } from '../workspaceFiles.ts';
import { guard } from './guard.ts';

/** Ends of the files that name others. */
const NAMING = ['/rehearsal.json', '.rehearsal.json'];

export function registerRenameFiles(connection: Connection, session: Session): void {
  connection.workspace.onWillRenameFiles(({ files }, token) =>
    guard<WorkspaceEdit | null>(session, 'renamed files', null, token, () => {
      const moves = files.map(({ oldUri, newUri }) => ({ from: URI.parse(oldUri).path, to: URI.parse(newUri).path }));
      const changes: Record<string, TextEdit[]> = {};
      for (const uri of namingFiles(session)) {
        const read = session.texts.read(uri);
        if (!isText(read)) continue;
        const lines = new LineIndex(read.text);
        const found = renamedPaths(URI.parse(uri).path, read.text, moves);
        if (found.length > 0)
          changes[uri] = found.map(({ span, newText }) => ({ range: toRange(lines, span), newText }));
      }
      for (const script of importingScripts(session, token)) {
        const found = renamedImports(script, moves);
        if (found.length > 0) changes[script.uri] = found;
      }
      return Object.keys(changes).length === 0 ? null : { changes };
    }),
  );
}

function namingFiles({ governor, documents }: Session): Iterable<string> {
  const open = documents.all().map(({ uri }) => uri);
  const onDisk = workspaceFiles(governor.roots, ['rehearsal.json']);
  return new Set([...open, ...onDisk].filter((uri) => NAMING.some((end) => uri.endsWith(end))));
}

/** The changes of a script whose imports lead to files that move, or that moves itself. */
function renamedImports({ parse, resolution, imports, uri }: ModuleScript, moves: readonly FileMove[]): TextEdit[] {
  const lines = new LineIndex(parse.text);
  return resolution.imports.flatMap((statement) => {
    const path = importPath(statement);
    const target = statement.path.kind === 'string' ? imports?.of(statement) : undefined;
    if (path === undefined || target?.kind !== 'module' || target.module.embedded) return [];
    const places = { script: URI.parse(uri).path, target: URI.parse(target.module.uri).path };
    const after = renamedImport({ path, file: moduleFile(path, undefined), ...places }, moves);
    if (after === undefined) return [];
    // The whole string: a raw one has longer quotes.
    const newText = `"${after.replace(/["\\]/g, '\\$&')}"`;
    return [{ range: toRange(lines, statement.path.span), newText }];
  });
}
