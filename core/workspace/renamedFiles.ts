// What files that name others by their paths must say after files were renamed or moved: `rehearsal.json`, tests of scripts, imports.

import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import picomatch from 'picomatch';
import type { Span } from '#core/base/span.ts';

/** A file or folder and where it goes; absolute, with forward slashes. */
export interface FileMove {
  readonly from: string;
  readonly to: string;
}

/** What stands where, with its quotes, and what is to stand there. */
export interface PathChange {
  readonly span: Span;
  readonly newText: string;
}

interface WrittenPath {
  readonly node: Node;
  readonly isPattern: boolean;
}

/** Changes of the file at `file`, which names others relative to its own folder; it may be among those that move. */
export function renamedPaths(file: string, text: string, moves: readonly FileMove[]): readonly PathChange[] {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const folder = parentOf(file);
  const newFolder = parentOf(moved(file, moves));
  const written = root === undefined ? [] : file.endsWith('/rehearsal.json') ? configPaths(root) : testPaths(root);
  return written.flatMap(({ node, isPattern }) => {
    const path = String(node.value);
    const after = isPattern ? renamedPattern(path, folder, newFolder, moves) : renamed(path, folder, newFolder, moves);
    if (after === path) return [];
    return [{ span: { start: node.offset, end: node.offset + node.length }, newText: JSON.stringify(after) }];
  });
}

/** An import of a script, and the file that it leads to. */
export interface WrittenImport {
  /** As it stands in the script. */
  readonly path: string;
  /** The same as a file name, relative or absolute: normalized, and with its extension. */
  readonly file: string;
  /** Absolute, with forward slashes. */
  readonly script: string;
  readonly target: string;
}

/** The path that an import must have after the moves; undefined where it stays. */
export function renamedImport(
  { path, file, script, target }: WrittenImport,
  moves: readonly FileMove[],
): string | undefined {
  const base = baseOf(file, script, target);
  if (base === undefined) return undefined;
  const newBase = base === parentOf(script) ? parentOf(moved(script, moves)) : moved(base, moves);
  const after = renamed(file, base, newBase, moves);
  if (after === file) return undefined;
  return withDotOf(path, path.endsWith('.rhai') ? after : after.replace(/\.rhai$/, ''));
}

/** The folder of the script, or above it, from which a file name leads to the target. */
function baseOf(file: string, script: string, target: string): string | undefined {
  for (let folder = parentOf(script); ; folder = parentOf(folder)) {
    if (file.startsWith('/') || join(folder, file) === target) return folder;
    if (folder === '') return undefined;
  }
}

function renamed(path: string, folder: string, newFolder: string, moves: readonly FileMove[]): string {
  if (path.startsWith('/')) return moved(path, moves);
  const before = join(folder, path);
  const after = moved(before, moves);
  if (after === before && folder === newFolder) return path;
  const relative = relativeTo(newFolder, after);
  return relative === relativeTo(folder, before) ? path : withDotOf(path, relative);
}

/** A pattern follows the folders that it begins with, and the one file that it names where it names one. */
function renamedPattern(pattern: string, folder: string, newFolder: string, moves: readonly FileMove[]): string {
  const { base, glob, isGlob } = picomatch.scan(pattern);
  if (!isGlob) return renamed(pattern, folder, newFolder, moves);
  const after = renamed(base === '' ? '.' : base, folder, newFolder, moves);
  const [start, isSame] = [after === '.' ? '' : `${after}/`, after === (base === '' ? '.' : base)];
  return isSame ? pattern : `${start}${glob}`;
}

function configPaths(root: Node): readonly WrittenPath[] {
  const bindings = elements(at(root, 'bindings'));
  return [
    ...strings(at(root, 'schema')),
    ...bindings.flatMap((binding) => ['policy', 'host', 'args'].flatMap((key) => strings(at(binding, key)))),
    ...bindings.flatMap((binding) => strings(at(binding, 'scripts')).map((path) => ({ ...path, isPattern: true }))),
  ];
}

/** The paths of a file of tests; contents in their place are no strings. */
function testPaths(root: Node): readonly WrittenPath[] {
  const holders = [root, ...elements(at(root, 'tests'))];
  return holders.flatMap((holder) =>
    ['script', 'policy', 'host', 'arguments'].flatMap((key) => {
      const node = at(holder, key);
      return node?.type === 'string' ? strings(node) : [];
    }),
  );
}

function strings(node: Node | undefined): readonly WrittenPath[] {
  const nodes = node?.type === 'array' ? elements(node) : node === undefined ? [] : [node];
  return nodes.filter(({ type }) => type === 'string').map((found) => ({ node: found, isPattern: false }));
}

function elements(node: Node | undefined): readonly Node[] {
  return node?.type === 'array' ? (node.children ?? []) : [];
}

function at(node: Node, key: string): Node | undefined {
  return node.type === 'object' ? findNodeAtLocation(node, [key]) : undefined;
}

/** Where a path lies after the moves: of those that hold it the one that says most. */
function moved(path: string, moves: readonly FileMove[]): string {
  const [move] = moves
    .filter(({ from }) => path === from || path.startsWith(`${from}/`))
    .sort((a, b) => b.from.length - a.from.length);
  return move === undefined ? path : `${move.to}${path.slice(move.from.length)}`;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function join(folder: string, path: string): string {
  const parts = folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function relativeTo(folder: string, path: string): string {
  const [from, to] = [folder.split('/'), path.split('/')];
  const same = from.findIndex((part, i) => part !== to[i]);
  const common = same < 0 ? from.length : same;
  const up = from.slice(common).map(() => '..');
  const down = to.slice(common);
  return [...up, ...down].join('/') || '.';
}

/** A path that began with `./` still does. */
function withDotOf(path: string, relative: string): string {
  return path.startsWith('./') && !relative.startsWith('.') ? `./${relative}` : relative;
}
