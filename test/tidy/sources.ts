// The project's own source files, as git knows them, for the checks of this folder.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** Paths (relative, with forward slashes) of tracked and new files whose name ends in one of `endings`. */
export function sourceFiles(...endings: readonly string[]): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  return listed
    .split('\n')
    .filter((file) => endings.some((ending) => file.endsWith(ending)) && !file.startsWith('test/conformance/'));
}

export function readSource(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

export interface ImportLine {
  readonly from: string;
  /** What is imported: a repository path for own files, else the package name. */
  readonly target: string;
  readonly isTypeOnly: boolean;
}

const IMPORT = /^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;

/** Imports and re-exports of a file, own ones resolved to repository paths. */
export function importsOf(file: string): readonly ImportLine[] {
  const out: ImportLine[] = [];
  for (const match of readSource(file).matchAll(IMPORT)) {
    const specifier = match[2] ?? '';
    out.push({ from: file, target: resolveImport(file, specifier), isTypeOnly: match[1] !== undefined });
  }
  return out;
}

function resolveImport(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
  if (specifier === '#protocol') return 'language-server/protocol.ts';
  if (specifier.startsWith('#core/')) return specifier.slice(1);
  if (specifier.startsWith('#test/')) return `test/support/${specifier.slice('#test/'.length)}`;
  return specifier;
}
