// Keeps reports by a digest of everything they depend on, so that a hit is always what the check would say again.

import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { cedarWasmFile, rexSchemaFile, rhaiWasmFile } from '#core/node/assets.ts';
import { filesUnder } from '#core/node/filesUnder.ts';
import manifest from '../package.json' with { type: 'json' };
import type { CheckTask } from './checkTask.ts';
import { UsageError } from './command.ts';
import type { FileReport } from './output/report.ts';

/** What the entries of a cache may take together, in bytes: enough for tens of thousands of scripts. */
const LIMIT = 256 * 1024 * 1024;

/** How much of it stays when there is too much, so that not every check has to make room. */
const KEPT = 0.8;

/** Whatever else lies in the folder is not touched. */
const ENTRY = /^[0-9a-f]{2}[/\\][0-9a-f]{62}\./;

/** A folder of reports. Damaged entries count as absent; the folder can be deleted at any time. */
export class CheckCache {
  readonly #folder: string;
  readonly #program: string;
  readonly #limit: number;

  /** Throws {@link UsageError} where the folder cannot be made or written. */
  constructor(folder: string, limit = LIMIT) {
    this.#folder = folder;
    this.#limit = limit;
    this.#program = programDigest();
    try {
      mkdirSync(folder, { recursive: true });
      const probe = path.join(folder, `.${randomUUID()}`);
      writeFileSync(probe, '');
      renameSync(probe, path.join(folder, '.cache'));
    } catch (error) {
      throw new UsageError(
        `cannot use ${folder} as a cache: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  /** Digest of the task, of this program and of its engines. */
  key(task: CheckTask): string {
    return sha256(JSON.stringify([manifest.version, this.#program, canonical(task)]));
  }

  get(key: string): FileReport | undefined {
    try {
      const file = this.#file(key);
      const entry = gunzipSync(readFileSync(file)).toString('utf8');
      const end = entry.indexOf('\n');
      const body = entry.slice(end + 1);
      if (entry.slice(0, end) !== sha256(key + body)) return undefined;
      const now = new Date();
      // Entries that another user made can be read all the same.
      succeeds(() => utimesSync(file, now, now));
      return JSON.parse(body) as FileReport;
    } catch {
      return undefined;
    }
  }

  /** A write that fails costs the next check its time and nothing else. */
  put(key: string, report: FileReport): void {
    const body = JSON.stringify(report);
    const file = this.#file(key);
    const unfinished = `${file}.${randomUUID()}`;
    try {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(unfinished, gzipSync(`${sha256(key + body)}\n${body}`, { level: 1 }));
      renameSync(unfinished, file);
    } catch {
      return;
    }
  }

  /** Makes room where the entries take more than the limit; those that were used longest ago go first. */
  prune(): void {
    const entries = filesUnder(this.#folder).flatMap((file) => {
      if (!ENTRY.test(path.relative(this.#folder, file))) return [];
      const found = statSync(file, { throwIfNoEntry: false });
      return found === undefined ? [] : [{ file, size: found.size, used: found.mtimeMs }];
    });
    let total = entries.reduce((sum, { size }) => sum + size, 0);
    if (total <= this.#limit) return;
    for (const { file, size } of entries.sort((a, b) => a.used - b.used)) {
      if (total <= this.#limit * KEPT) break;
      if (succeeds(() => rmSync(file, { force: true }))) total -= size;
    }
  }

  #file(key: string): string {
    return path.join(this.#folder, key.slice(0, 2), `${key.slice(2)}.gz`);
  }
}

function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The same value for the same content, whatever the order of keys. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => [key, canonical(part)]);
}

/** The folder may be shared: what cannot be changed in it is no reason to end a check. */
function succeeds(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

/** What the program itself is: its bundle and its engines by content, or its sources by size and time. */
function programDigest(): string {
  const here = fileURLToPath(import.meta.url);
  const engines = [cedarWasmFile(), rhaiWasmFile(), rexSchemaFile()].map((file) => sha256(readFileSync(file)));
  if (here.endsWith('.js')) return sha256(JSON.stringify([sha256(readFileSync(here)), engines]));
  const root = path.dirname(path.dirname(here));
  const sources = ['core', 'cli', 'language-server'].flatMap((folder) => filesUnder(path.join(root, folder)));
  const stamps = sources.map((file) => {
    const { size, mtimeMs } = statSync(file);
    return [path.relative(root, file), size, mtimeMs];
  });
  return sha256(JSON.stringify([stamps, engines]));
}
