// Finds the files that a check's arguments mean: files, folders and glob patterns; and the share of one shard.

import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import picomatch from 'picomatch';
import { UsageError } from './command.ts';

const CHECKED = ['.rhai', '.cedar', '.cedarschema'];

/** Folders that hold what others wrote. */
const LEFT_OUT = new Set(['node_modules', '.git']);

/**
 * The files, in the order of the arguments and sorted within each, each once. Folders below a folder are entered unless
 * they are links, hidden or of a package manager. A name that exists is never read as a pattern. Throws
 * {@link UsageError} for a file of another kind and where an argument means no file at all.
 */
export function expandFiles(patterns: readonly string[]): readonly string[] {
  const files = patterns.flatMap(expand);
  const byPlace = new Map<string, string>();
  for (const file of files) {
    const place = path.resolve(file);
    if (!byPlace.has(place)) byPlace.set(place, file);
  }
  return [...byPlace.values()];
}

function expand(pattern: string): readonly string[] {
  const found = statSync(pattern, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return required(filesBelow(pattern), `there is nothing to check in ${pattern}`);
  if (found === undefined && picomatch.scan(pattern).isGlob)
    return required(matchesOf(pattern), `${pattern} matches nothing to check`);
  if (!isChecked(pattern)) throw new UsageError(`${pattern}: only .rhai, .cedar and .cedarschema files can be checked`);
  return [pattern];
}

function required(files: readonly string[], otherwise: string): readonly string[] {
  if (files.length === 0) throw new UsageError(otherwise);
  return files;
}

function matchesOf(pattern: string): readonly string[] {
  const slashed = path.sep === '\\' ? pattern.replaceAll('\\', '/') : pattern;
  const normal = slashed.replace(/^(?:\.\/)+/, '');
  const { base } = picomatch.scan(normal);
  const matches = picomatch(normal, { dot: false });
  const folder = base === '' ? '.' : base;
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return filesBelow(folder).filter((file) => matches(file.split(path.sep).join('/')));
}

function filesBelow(folder: string): readonly string[] {
  const entries = readFolder(folder).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return isEntered(entry.name) ? filesBelow(place) : [];
    return isChecked(entry.name) && isFile(entry, place) ? [place] : [];
  });
}

function readFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new UsageError(`cannot read ${folder}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A link to a file counts as the file; a link that leads nowhere, a pipe or a device is left out. */
function isFile(entry: Dirent, place: string): boolean {
  return entry.isFile() || (entry.isSymbolicLink() && statSync(place, { throwIfNoEntry: false })?.isFile() === true);
}

function isEntered(name: string): boolean {
  return !name.startsWith('.') && !LEFT_OUT.has(name);
}

function isChecked(name: string): boolean {
  return CHECKED.includes(path.extname(name));
}

/** One of `count` shares, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Reads `2/8`. Throws {@link UsageError} for what is no share. */
export function parseShard(text: string): Shard {
  const [, index, count] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text)?.map(Number) ?? [];
  if (index === undefined || count === undefined || index > count)
    throw new UsageError(`--shard must be like 2/8, from 1/n to n/n, not "${text}"`);
  return { index, count };
}

/** Whether a file is in a share. It depends on the file's path alone, so other files never move it. */
export function isInShard(file: string, { index, count }: Shard): boolean {
  const name = path.relative('', path.resolve(file)).split(path.sep).join('/');
  return createHash('sha256').update(name).digest().readUInt32BE(0) % count === index - 1;
}
