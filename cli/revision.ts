// What a command compares with: another file, or the same file as a git revision holds it.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './command.ts';
import { readText } from './files.ts';

/** `other` is a file, or a git revision in which `file` is looked up. Throws {@link UsageError} where it is neither. */
export function fileOrRevision(other: string, file: string): { readonly name: string; readonly text: string } {
  if (existsSync(other)) return { name: other, text: readText(other) };
  try {
    if (other.startsWith('-')) throw new Error('an option');
    const text = execFileSync('git', ['show', `${other}:./${path.basename(file)}`], {
      cwd: path.dirname(path.resolve(file)),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { name: `${file}@${other}`, text };
  } catch {
    throw new UsageError(`${other} is no file, and git knows no revision of that name that holds ${file}`);
  }
}
