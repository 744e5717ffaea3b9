// The scripts of the workspace among which names are followed over imports.

import path from 'node:path';
import { URI } from 'vscode-uri';
import { type CancellationToken, checkCancelled } from '#core/base/ports.ts';
import type { ScriptWorkspace } from '#core/ide/importedSymbol.ts';
import type { ModuleScript } from '#core/rhai/resolve/modules.ts';
import type { Session } from '../session.ts';
import { isText } from '../textStore.ts';
import { workspaceFiles } from '../workspaceFiles.ts';
import type { Asked } from './types.ts';

/** The scripts around one that is asked about. */
export function scriptWorkspace(asked: Asked): ScriptWorkspace {
  return { uri: asked.uri, importers: () => importingScripts(asked.session, asked.token) };
}

/** The scripts of the workspace that import something, those that are open as the editor has them. */
export function* importingScripts(session: Session, token: CancellationToken): Iterable<ModuleScript> {
  const { analyses, texts } = session;
  for (const uri of scriptsOf(session)) {
    checkCancelled(token);
    const read = texts.read(uri);
    // Parsing is for those that may import something.
    if (!isText(read) || !read.text.includes('import')) continue;
    const script = analyses.structure(uri, token);
    if (script === undefined || script.structure.resolution.imports.length === 0) continue;
    const { parse, resolution } = script.structure;
    yield {
      parse,
      resolution,
      imports: analyses.modules.importsOf(uri),
      uri,
      label: path.posix.basename(URI.parse(uri).path),
      embedded: false,
      placeOf: (span) => span,
    };
  }
}

function scriptsOf({ documents, governor }: Session): Iterable<string> {
  const open = documents.all().flatMap((document) => (document.languageId === 'rhai' ? [document.uri] : []));
  return new Set([...open, ...workspaceFiles(governor.roots, ['.rhai'])]);
}

/** Paths under which the script can import others: from its own folder down, else from the folder of the workspace. */
export function importablePaths(asked: Asked): readonly string[] {
  const folder = path.posix.dirname(URI.parse(asked.uri).path);
  return [...scriptsOf(asked.session)].flatMap((uri) => {
    if (uri === asked.uri || !uri.endsWith('.rhai')) return [];
    const root = asked.session.governor.roots.find((one) => uri.startsWith(`${one}/`));
    const whole = URI.parse(uri).path.slice(0, -'.rhai'.length);
    const base = whole.startsWith(`${folder}/`) || root === undefined ? folder : URI.parse(root).path;
    return [path.posix.relative(base, whole)];
  });
}
