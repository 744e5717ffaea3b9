// A run of the real runner: finds the program, starts it without a shell on copies of what was confirmed, and stops it.

import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const RUNNER_NAME = 'rex-runner';

/** Output beyond this is no payload that anybody could read. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
/** The runner gives a script ten seconds after SIGTERM, and looks at its clock only between operations. */
const STOP_GRACE_MS = 12_000;

/** Where the runner is, or why it cannot be used. */
export type FoundRunner = { readonly file: string } | { readonly problem: string };

/**
 * The runner that the setting names, else the first one on the path. Relative places count nowhere, and a program that
 * lies in one of the folders of the workspace is refused: what a repository brings along must not be run.
 */
export function findRunner(
  setting: string,
  searchPath: string,
  workspaceFolders: readonly string[],
): FoundRunner | undefined {
  if (setting !== '' && !path.isAbsolute(setting)) return { problem: 'The path of the runner must be absolute.' };
  const places =
    setting === '' ? searchPath.split(path.delimiter).map((folder) => path.join(folder, RUNNER_NAME)) : [setting];
  const file = places.find((place) => path.isAbsolute(place) && isProgram(place));
  if (file === undefined) return setting === '' ? undefined : { problem: `${setting} is no program that can be run.` };
  const real = realpathSync(file);
  const inside = workspaceFolders.some((folder) => isWithin(realOr(folder), real) || isWithin(folder, file));
  return inside ? { problem: `${file} lies in the workspace and is not run.` } : { file: real };
}

function isProgram(place: string): boolean {
  try {
    accessSync(place, constants.X_OK);
    return statSync(place).isFile();
  } catch {
    return false;
  }
}

function realOr(place: string): string {
  try {
    return realpathSync(place);
  } catch {
    return place;
  }
}

function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}

/** The texts that were shown and confirmed. */
export interface RealRunTexts {
  readonly script: string;
  readonly policy: string;
  readonly args?: string;
}

export type RealRunEnding =
  | { readonly kind: 'ended'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  /** After SIGTERM the script may go on for its grace time; what the runner wrote then, empty where it was ended by force. */
  | { readonly kind: 'stopped'; readonly stdout: string }
  | { readonly kind: 'failed'; readonly reason: string };

export interface RealRun {
  /** Never rejects. */
  readonly ending: Promise<RealRunEnding>;
  /** Asks the runner to end, and ends it when it does not. */
  stop(): void;
}

/** Starts the runner. The texts lie in a folder of their own, which only this user can read, until it has ended. */
export function startRealRun(runner: string, texts: RealRunTexts, graceMs = STOP_GRACE_MS): RealRun {
  const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-run-'));
  const child = spawn(runner, argumentsIn(folder, texts), {
    cwd: folder,
    shell: false,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    env: environment(),
  });
  let stopped = false;
  let killer: NodeJS.Timeout | undefined;
  const ending = endingOf(child, () => stopped).finally(() => {
    clearTimeout(killer);
    rmSync(folder, { recursive: true, force: true });
  });
  const stop = (): void => {
    if (stopped || child.exitCode !== null || child.signalCode !== null) return;
    stopped = true;
    child.kill('SIGTERM');
    killer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  };
  return { ending, stop };
}

function argumentsIn(folder: string, { script, policy, args }: RealRunTexts): readonly string[] {
  const write = (name: string, text: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const named = ['-s', write('script.rhai', script), '-p', write('policy.cedar', policy)];
  return args === undefined ? named : [...named, '-a', write('args.json', args)];
}

/** The user's own environment, without what belongs to the editor. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VSCODE|ELECTRON)_/.test(name)));
}

function endingOf(child: ChildProcess, isStopped: () => boolean): Promise<RealRunEnding> {
  const parts: { readonly stdout: Buffer[]; readonly stderr: Buffer[] } = { stdout: [], stderr: [] };
  let size = 0;
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (part: Buffer) => {
      size += part.length;
      if (size > MAX_OUTPUT_BYTES) child.kill('SIGKILL');
      else parts[name].push(part);
    });
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ kind: 'failed', reason: error.message }));
    child.once('close', (code, signal) => {
      const text = (part: readonly Buffer[]): string => Buffer.concat(part).toString('utf8');
      if (isStopped()) resolve({ kind: 'stopped', stdout: code === null ? '' : text(parts.stdout) });
      else if (size > MAX_OUTPUT_BYTES) resolve({ kind: 'failed', reason: 'it wrote more than 16 MiB' });
      else if (code === null) resolve({ kind: 'failed', reason: `it was ended by ${signal ?? 'a signal'}` });
      else
        resolve({
          kind: 'ended',
          exitCode: code,
          stdout: text(parts.stdout),
          stderr: text(parts.stderr),
        });
    });
  });
}

/**
 * A payload in the form in which two of them can be laid side by side: indented, without times, and without the metrics
 * that the runner takes of itself. A text that is no JSON stays as it is.
 */
export function comparablePayload(text: string): string {
  let payload: unknown;
  try {
    payload = JSON.parse(text);
  } catch {
    return text;
  }
  const shown = JSON.stringify(payload, (key, value: unknown) => comparableValue(key, value), 2);
  return `${shown}\n`;
}

function comparableValue(key: string, value: unknown): unknown {
  if (key === 'timestamp') return undefined;
  if (key === 'metrics' && Array.isArray(value)) {
    const own = value.filter((metric: unknown) => !nameOf(metric).startsWith('RexRunner'));
    return own.length === 0 ? undefined : own;
  }
  return value;
}

function nameOf(metric: unknown): string {
  return typeof metric === 'object' && metric !== null && 'metric_name' in metric ? String(metric.metric_name) : '';
}
