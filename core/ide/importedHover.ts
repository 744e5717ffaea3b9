// What a hover says of imported scripts, of what they offer, and of how the runner comes to them.

import {
  type ImportingScript,
  type ImportTarget,
  importPath,
  type ModuleScript,
  moduleMembers,
} from '#core/rhai/resolve/modules.ts';
import type { ImportStatement, Name } from '#core/rhai/syntax/ast.ts';
import { ancestorsOf, pathAt } from '#core/rhai/syntax/walk.ts';
import type { Hover } from './answers.ts';
import { scriptCallable, scriptMarkdown } from './callables.ts';
import { docComment } from './docComment.ts';
import { type ImportedSymbol, importedSymbolAt } from './importedSymbol.ts';

/** The hover of a name that an import brings, of a module's name, or of the path of an import. */
export function importedHover(script: ImportingScript, offset: number): Hover | undefined {
  if (script.resolution.imports.length === 0) return undefined;
  const imported = importedSymbolAt(script, offset);
  if (imported !== undefined && imported.symbol.kind !== 'file' && imported.symbol.kind !== 'module')
    return { markdown: memberMarkdown(imported), span: imported.span };
  const path = pathAt(script.parse.root, offset);
  const node = path.at(-1);
  const parent = path.at(-2);
  if (node === undefined) return undefined;
  if (parent?.kind === 'import' && (parent.alias === node || parent.path === node))
    return { markdown: importMarkdown(script, parent), span: node.span };
  const statement = node.kind === 'name' ? script.resolution.importOf(node) : undefined;
  return statement && { markdown: importMarkdown(script, statement), span: node.span };
}

function memberMarkdown({ module, symbol }: ImportedSymbol): string {
  const from = `From \`${module.label}\`.`;
  if (symbol.kind === 'function') return `${scriptMarkdown(module, symbol.definitions)}\n\n${from}`;
  const name = nameOf(symbol);
  if (name === undefined) return from;
  const [statement] = ancestorsOf(module.parse.root, name);
  const { start, end } = statement?.span ?? name.span;
  const [line = ''] = module.parse.text.slice(start, end).split('\n');
  const documentation = statement === undefined ? '' : docComment(module.parse, statement);
  return [`\`\`\`rhai\n${line}\n\`\`\``, documentation, from].filter((part) => part !== '').join('\n\n');
}

function nameOf(symbol: ImportedSymbol['symbol']): Name | undefined {
  if (symbol.kind === 'export') return symbol.name;
  return symbol.kind === 'variable' ? symbol.variable.declaration : undefined;
}

function importMarkdown(script: ImportingScript, statement: ImportStatement): string {
  const target = script.imports?.of(statement) ?? { kind: 'unknown' };
  const head = `\`\`\`rhai\n${script.parse.text.slice(statement.span.start, statement.span.end)}\n\`\`\``;
  return [head, ...targetMarkdown(target, importPath(statement)), HOW].join('\n\n');
}

/** What the runner does with imports, as recordings show it. */
const HOW =
  'The runner reads the file without a Cedar check; the calls in it are checked like those of the script. A relative path begins at the folder that the runner is started in, and the extension is always `.rhai`.';

function targetMarkdown(target: ImportTarget, path: string | undefined): readonly string[] {
  switch (target.kind) {
    case 'unknown':
      return [
        path === undefined
          ? 'The path is known only in a run.'
          : 'This file is not known here: a run looks for it on its own machine.',
      ];
    case 'missing':
      return [`Not found: ${target.reason}.`];
    case 'module': {
      const { module, missingInRun } = target;
      const place = module.embedded ? `\`${module.label}\` of the host file.` : `\`${module.label}\` of the workspace.`;
      const warning = missingInRun === undefined ? [] : [`A run on this host does not find it: ${missingInRun}.`];
      return [place, ...warning, ...offers(module)];
    }
  }
}

function offers(module: ModuleScript): readonly string[] {
  const { functions, methods, exports, modules } = moduleMembers(module);
  const lines = [
    ...[...functions, ...methods].map((fn) => `- \`${scriptCallable(module, fn).label}\``),
    ...[...exports.keys()].map((name) => `- \`${name}\``),
    ...[...modules.keys()].map((name) => `- \`${name}::\``),
  ];
  return lines.length === 0 ? ['It offers nothing.'] : [lines.join('\n')];
}
