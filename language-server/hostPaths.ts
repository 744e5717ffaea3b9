// The paths of the host file that governs a script, and the scripts that a run on it can import; read once per text.

import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { Remembered } from '#core/base/remembered.ts';
import type { Span } from '#core/base/span.ts';
import { hostModules } from '#core/check/imports/hostModules.ts';
import type { HostEntry, HostPaths } from '#core/ide/hostPaths.ts';
import type { ModuleFiles } from '#core/rhai/resolve/moduleGraph.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import type { Governor } from './governance.ts';

/** The host file in force, with its address. */
export interface BoundHost {
  readonly uri: string;
  readonly paths: HostPaths;
  /** Its scripts; undefined where no run could start on it. */
  readonly modules: ModuleFiles | undefined;
}

const REMEMBERED_HOSTS = 8;

export class HostFiles {
  readonly #governor: Governor;
  readonly #known = new Remembered<BoundHost | undefined>(REMEMBERED_HOSTS);

  constructor(governor: Governor) {
    this.#governor = governor;
  }

  /** The host of a script; undefined where none is bound or it cannot be read. */
  of(scriptUri: string): BoundHost | undefined {
    const governance = this.#governor.govern(scriptUri);
    if (governance.kind !== 'bound' || governance.host === undefined) return undefined;
    const { text, uri } = governance.host;
    return this.#known.get(`${uri}\n${text}`, () => readHost(uri, text));
  }
}

function readHost(uri: string, text: string): BoundHost | undefined {
  const { description } = parseHostFile(text);
  if (description === undefined) return undefined;
  let modules: ModuleFiles | undefined;
  return {
    uri,
    paths: pathsOf(description, text),
    get modules() {
      modules ??= hostModules(description, { uri, placeIn: (path, span) => contentPlace(text, path, span) });
      return modules;
    },
  };
}

function pathsOf(description: NonNullable<ReturnType<typeof parseHostFile>['description']>, text: string): HostPaths {
  const directories = new Map<string, Map<string, boolean>>();
  for (const path of description.files.keys()) add(directories, path);
  return {
    entries: (directory) => [...(directories.get(trimmed(directory)) ?? [])].map(entry),
    placeOf: (path) => (description.files.has(path) ? keyPlace(text, path) : undefined),
  };
}

/** Enters a path below its directory, and each directory below its own. */
function add(directories: Map<string, Map<string, boolean>>, path: string): void {
  let isDirectory = directories.has(trimmed(path));
  for (let at = trimmed(path); at !== ''; ) {
    const slash = at.lastIndexOf('/');
    const parent = at.slice(0, slash);
    const names = directories.get(parent) ?? new Map<string, boolean>();
    directories.set(parent, names);
    const name = at.slice(slash + 1);
    names.set(name, isDirectory || names.get(name) === true);
    isDirectory = true;
    at = parent;
  }
}

function entry([name, isDirectory]: readonly [string, boolean]): HostEntry {
  return { name, isDirectory };
}

function trimmed(path: string): string {
  return path.replace(/\/+$/, '');
}

/** Where the path stands as a key; the same text can also be a value, such as the target of a link. */
function keyPlace(text: string, path: string): Span | undefined {
  const quoted = JSON.stringify(path);
  for (let start = text.indexOf(quoted); start >= 0; start = text.indexOf(quoted, start + 1)) {
    const end = start + quoted.length;
    if (/^\s*:/.test(text.slice(end))) return { start: start + 1, end: end - 1 };
  }
  return undefined;
}

/** Where a stretch of a file's content stands in the JSON string that holds it; the whole string where it does not fit. */
function contentPlace(text: string, path: string, span: Span): Span | undefined {
  const root = parseTree(text);
  const node = root && findNodeAtLocation(root, ['files', path, 'content']);
  if (node === undefined) return keyPlace(text, path);
  const literal = text.slice(node.offset, node.offset + node.length);
  // Each character of the content is one unit of the literal, or one escape.
  const units = [...literal.slice(1, -1).matchAll(/\\u[\dA-Fa-f]{4}|\\.|[^\\]/gs)].map(
    (unit) => node.offset + 1 + (unit.index ?? 0),
  );
  units.push(node.offset + node.length - 1);
  const [start, end] = [units[span.start], units[span.end]];
  return start === undefined || end === undefined
    ? { start: node.offset, end: node.offset + node.length }
    : { start, end };
}
