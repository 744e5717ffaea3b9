// What the editor features ask of the bound host file: which paths it has, and where it says so.

import type { Span } from '#core/base/span.ts';

export interface HostPaths {
  /** Names in a directory, in order. */
  entries(directory: string): readonly HostEntry[];
  /** Where the host file names a path; undefined where it does not. */
  placeOf(path: string): Span | undefined;
}

export interface HostEntry {
  readonly name: string;
  readonly isDirectory: boolean;
}
