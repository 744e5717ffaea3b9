// What goes to the real runner and what comes back, as the two processes exchange it.

import type { FileAfter } from '#core/sandbox/host/filesAfter.ts';

/** The texts of a case. */
export interface RealCase {
  readonly script: string;
  readonly policy: string;
  /** Text of the host file. */
  readonly host: string;
  readonly args?: string;
}

/** The keys of a host file that the real host follows. */
export interface RealHostFile {
  readonly principal?: string;
  readonly runs_as?: string;
  readonly hostname?: string;
  readonly log_level?: string;
  readonly files?: Readonly<Record<string, RealNode>>;
  readonly processes?: readonly { readonly command: readonly string[]; readonly user?: string }[];
  readonly http?: Readonly<
    Record<string, { readonly status?: number; readonly body?: string; readonly headers?: Record<string, string> }>
  >;
}

/** One entry of `files`. */
export interface RealNode {
  readonly dir?: boolean;
  readonly content?: string;
  readonly base64?: string;
  readonly symlink?: string;
  readonly mode?: string;
  readonly owner?: string;
  readonly group?: string;
}

/** Files afterwards, by path. */
export type RealTree = Record<string, FileAfter>;

/** What the runner did. */
export interface RealRun {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly files: RealTree;
}
