// All hostile scripts, by what they attack.

import { FILES } from './cases/files.ts';
import { FLOOD } from './cases/flood.ts';
import { LOOPS } from './cases/loops.ts';
import { MEMORY } from './cases/memory.ts';
import { NESTING } from './cases/nesting.ts';
import { REACH } from './cases/reach.ts';
import { TEXT } from './cases/text.ts';
import type { HostileCase } from './hostileCase.ts';

/** Each group with its name. */
export const HOSTILE_GROUPS: ReadonlyMap<string, readonly HostileCase[]> = new Map([
  ['loops', LOOPS],
  ['nesting', NESTING],
  ['memory', MEMORY],
  ['files', FILES],
  ['text', TEXT],
  ['floods', FLOOD],
  ['reach', REACH],
]);

export const HOSTILE_CASES: readonly HostileCase[] = [...HOSTILE_GROUPS.values()].flat();
