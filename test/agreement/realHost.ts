// The real runner in namespaces of its own, reached through a process that serves one case after the other.

import { type ChildProcessByStdio, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { RealCase, RealRun } from './realCase.ts';

const NAMESPACES = ['--mount', '--pid', '--fork', '--kill-child', '--net', '--uts'];

/** Why no real runner can be used here; undefined where one can. */
export function whyNoNamespaces(): string | undefined {
  if (process.platform !== 'linux') return 'the real runner is compared on Linux only';
  if (process.getuid?.() !== 0) return 'namespaces of its own for the real runner need root';
  const tried = spawnSync('unshare', [...NAMESPACES, 'mount', '--make-rprivate', '/'], { encoding: 'utf8' });
  if (tried.status === 0) return undefined;
  return `namespaces are refused here: ${(tried.stderr || tried.error?.message || '').trim()}`;
}

/** A runner that is installed: `REX_RUNNER`, the one on PATH, cargo's, or one that {@link installRunner} put below `folder`. */
export function findRunner(folder: string): string | undefined {
  const named = process.env['REX_RUNNER'];
  if (named !== undefined) return existsSync(named) ? path.resolve(named) : undefined;
  const folders = [
    ...(process.env['PATH'] ?? '').split(path.delimiter),
    path.join(homedir(), '.cargo', 'bin'),
    path.join(folder, 'bin'),
  ];
  return folders.map((one) => path.join(one, 'rex-runner')).find((file) => existsSync(file));
}

/**
 * Installs the published runner below `folder` with cargo, which takes some minutes. Its lock file is left aside, since the recorded
 * runner was built with newer engines, those that the sandbox has. Throws where that fails.
 */
export function installRunner(folder: string): string {
  const args = ['install', 'rex-runner', '--version', '0.1.0', '--root', folder];
  execFileSync('cargo', args, { stdio: ['ignore', 'inherit', 'inherit'] });
  return path.join(folder, 'bin', 'rex-runner');
}

/** A real host that runs one case after the other. */
export class RealHost {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;
  readonly #root: string;

  /** `driver` is the bundle of hostDriver.ts. */
  constructor(driver: string, runner: string) {
    this.#root = mkdtempSync(path.join(tmpdir(), 'rehearsal-agreement-'));
    chmodSync(this.#root, 0o755);
    this.#child = spawn('unshare', [...NAMESPACES, process.execPath, driver, this.#root, runner], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Runs a case. Throws where the host, not the runner, failed. */
  async run(given: RealCase): Promise<RealRun> {
    this.#child.stdin.write(`${JSON.stringify(given)}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error('the real host ended');
    const answer = JSON.parse(value) as RealRun | { readonly failure: string };
    if ('failure' in answer) throw new Error(`the real host failed: ${answer.failure}`);
    return answer;
  }

  async dispose(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin.end();
    await ended;
    // The mounts went with their namespace; should one be left, nothing beyond it is touched.
    spawnSync('rm', ['-rf', '--one-file-system', this.#root]);
  }
}
