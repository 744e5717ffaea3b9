// Where a check finds the scripts that a script imports: on the host of the run, else among the files it is given.

import type { FoundFile, ModuleFiles, ModuleReader } from '#core/rhai/resolve/moduleGraph.ts';
import { type ImportingScript, importedModules } from '#core/rhai/resolve/modules.ts';

/** A script that an import may mean, or why there is none. */
export type ModuleText =
  | {
      readonly uri: string;
      readonly label: string;
      readonly text: string;
      /** Whether there is no other file that the import may mean as well. */
      readonly certain: boolean;
    }
  | { readonly missing: string };

/** Scripts by the paths that imports lead to. Paths that are not listed are not known. */
export type ModuleTexts = Readonly<Record<string, ModuleText>>;

/** The files of a list. */
export function listedModules(texts: ModuleTexts): ModuleFiles {
  return {
    find: (file) => {
      const found = Object.hasOwn(texts, file) ? texts[file] : undefined;
      if (found === undefined) return { kind: 'unknown' };
      if ('missing' in found) return { kind: 'missing', reason: found.missing, certain: false };
      return { kind: 'text', ...found };
    },
  };
}

/** A host's files before those of the workspace: a run sees the host alone. */
export function hostBefore(host: ModuleFiles | undefined, workspace: ModuleFiles): ModuleFiles {
  if (host === undefined) return workspace;
  return {
    find: (file) => {
      const onHost = host.find(file);
      if (onHost.kind !== 'missing') return onHost;
      const found = workspace.find(file);
      if (found.kind !== 'text') return onHost;
      return { ...found, certain: false, missingInRun: onHost.reason };
    },
  };
}

/** The files that a script and its modules import, as a list for {@link listedModules}. */
export function followedModules(
  script: Pick<ImportingScript, 'parse' | 'resolution'>,
  files: ModuleFiles,
  reader: ModuleReader,
): ModuleTexts {
  const texts: Record<string, ModuleText> = {};
  const recording: ModuleFiles = {
    find: (file) => {
      const found = files.find(file);
      const text = listed(found);
      if (text !== undefined) texts[file] = text;
      return found;
    },
  };
  importedModules({ ...script, imports: reader.imports(recording) });
  return texts;
}

function listed(found: FoundFile): ModuleText | undefined {
  switch (found.kind) {
    case 'text': {
      const { uri, label, text, certain } = found;
      return { uri, label, text, certain };
    }
    case 'missing':
      return { missing: found.reason };
    case 'unknown':
      return undefined;
  }
}
