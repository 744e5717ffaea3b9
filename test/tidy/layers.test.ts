// Holds the layer table of docs/architecture.md: which folder may import which, and that no files import each other in a circle.
import { expect, test } from 'vitest';
import { type ImportLine, importsOf, sourceFiles } from './sources.ts';

/** Folder to the folders it may import from, besides itself. The longest matching folder counts. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'core/base': [],
  'core/catalog': ['core/base'],
  'core/cedar': ['core/base', 'jsonc-parser'],
  'core/rhai/compiler.ts': ['core/base'],
  'core/rhai/syntax': ['core/base', 'core/catalog'],
  'core/rhai/format': ['core/base', 'core/rhai/syntax'],
  'core/rhai/resolve': ['core/base', 'core/catalog', 'core/rhai/syntax'],
  'core/rhai/types': ['core/base', 'core/catalog', 'core/rhai/syntax', 'core/rhai/resolve'],
  'core/rhai/flow': ['core/base', 'core/catalog', 'core/rhai/syntax', 'core/rhai/resolve', 'core/rhai/types'],
  'core/workspace': ['core/base', 'jsonc-parser', 'picomatch'],
  'core/authz': ['core/base', 'core/catalog', 'core/cedar'],
  'core/trace': ['core/base', 'core/catalog', 'core/cedar'],
  'core/verdict': ['core/base', 'core/catalog', 'core/rhai', 'core/cedar', 'core/authz'],
  'core/sandbox': ['core/base', 'core/catalog', 'core/cedar', 'core/authz', 'core/trace', 'jsonc-parser'],
  'core/testing': [
    'core/base',
    'core/cedar',
    'core/trace',
    'core/workspace',
    'core/sandbox/host',
    'core/sandbox/runner',
  ],
  'core/review': ['core/base', 'core/catalog', 'core/rhai', 'core/cedar', 'core/authz', 'core/verdict'],
  'core/manifest': [
    'core/base',
    'core/catalog',
    'core/rhai',
    'core/cedar',
    'core/authz',
    'core/verdict',
    'core/review',
  ],
  'core/check': [
    'core/base',
    'core/catalog',
    'core/rhai',
    'core/cedar',
    'core/authz',
    'core/verdict',
    'core/review',
    'core/sandbox/host',
    'core/sandbox/runner',
  ],
  'core/policyTools': [
    'core/base',
    'core/catalog',
    'core/cedar',
    'core/authz',
    'core/verdict',
    'core/check',
    'core/trace',
  ],
  'core/ide': [
    'core/base',
    'core/catalog',
    'core/workspace',
    'core/rhai',
    'core/cedar',
    'core/authz',
    'core/verdict',
    'jsonc-parser',
  ],
  'core/node': ['core', 'node:', '@cedar-policy/cedar-wasm', 'ignore'],
  'language-server': [
    'core',
    'node:',
    'vscode-languageserver',
    'vscode-languageserver-textdocument',
    'vscode-uri',
    'jsonc-parser',
  ],
  'language-server/protocol.ts': ['core/trace', 'core/base'],
  'extension/webview': ['language-server/protocol.ts', 'core/trace'],
  extension: ['language-server/protocol.ts', 'core/trace', 'node:', 'vscode', 'vscode-languageclient'],
  cli: ['core', 'language-server', 'node:', 'vscode-languageserver', 'picomatch', 'package.json'],
};

/** Entry points: they import everything and nothing imports them. */
const ENTRY_POINTS = ['cli/main.ts', 'cli/checkWorker.ts', 'extension/main.ts', 'core/node/sandboxWorker.ts'];

const files = sourceFiles('.ts').filter((file) => /^(core|language-server|extension|cli)\//.test(file));
const imports = files.flatMap((file) => importsOf(file));

test('every import keeps to the layer table', () => {
  expect(imports.filter((line) => !isAllowed(line)).map((line) => `${line.from} imports ${line.target}`)).toEqual([]);
});

test('no import cycles', () => {
  expect(findCycle(imports)).toBeUndefined();
});

test('entry points are imported by nothing', () => {
  expect(imports.filter((line) => ENTRY_POINTS.includes(line.target)).map((line) => line.from)).toEqual([]);
});

function layerOf(file: string): string {
  const candidates = Object.keys(MAY_IMPORT).filter((layer) => file === layer || file.startsWith(`${layer}/`));
  return candidates.sort((a, b) => b.length - a.length)[0] ?? '';
}

function isAllowed(line: ImportLine): boolean {
  const layer = layerOf(line.from);
  const allowed = [layer, ...(MAY_IMPORT[layer] ?? [])];
  return allowed.some(
    (prefix) =>
      prefix !== '' && (line.target === prefix || line.target.startsWith(prefix.endsWith(':') ? prefix : `${prefix}/`)),
  );
}

/** A cycle as a list of files, or undefined. Type-only imports count too: a knot is a knot to a reader. */
function findCycle(lines: readonly ImportLine[]): readonly string[] | undefined {
  const graph = new Map<string, string[]>();
  for (const line of lines) graph.set(line.from, [...(graph.get(line.from) ?? []), line.target]);
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    path.push(file);
    for (const target of graph.get(file) ?? []) {
      const cycle = visit(target);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
