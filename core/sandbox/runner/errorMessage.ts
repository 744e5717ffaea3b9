// The text that the runner makes of an engine's error, and how it classifies it.
// Source: rex-runner-registrar 0.1.0 `error_utils.rs`, rex-runner 0.1.0 `io.rs`.

import type { RhaiValue, SdkObject } from '#core/base/value.ts';
import type { RhaiError, RhaiPosition } from '../rhaiRuntime.ts';

/** Types of error kinds by the module that holds their constants. */
export const ERROR_KIND_TYPES: ReadonlyMap<string, string> = new Map([
  ['CommonUtilsErrorKind', 'RhaiCommonUtilsErrorKind'],
  ['DiskinfoErrorKind', 'RhaiDiskinfoErrorKind'],
  ['IoErrorKind', 'RhaiSafeIoErrorKind'],
  ['NetworkErrorKind', 'RhaiNetworkErrorKind'],
  ['ProcessErrorKind', 'RhaiSafeProcessMgmtErrorKind'],
  ['SysteminfoErrorKind', 'RhaiSysteminfoErrorKind'],
]);

/** Kinds whose name the runner prints; it does not know those of the network. */
const PRINTED_KIND_TYPES = new Set([...ERROR_KIND_TYPES.values()].filter((type) => type !== 'RhaiNetworkErrorKind'));

/** The message for an engine's error. `display` is the engine's text of a value. */
export function errorMessage(error: RhaiError, display: (value: RhaiValue) => string): string {
  if (error.variant === 'ErrorTerminated') {
    return `Script terminated: ${error.value === undefined ? '' : display(error.value)}${place(error.position)}`;
  }
  if (error.variant !== 'ErrorRuntime') return error.text;
  if (error.value?.kind !== 'map') return error.text + place(error.position);
  const { entries } = error.value;
  const textOf = (key: string, absent: string): string => {
    const value = entries.get(key);
    return value === undefined ? absent : display(value);
  };
  const kind = kindName(entries.get('kind')) ?? 'Unknown';
  return `${textOf('source', 'Unknown')}: ${kind}: ${textOf('message', 'No message available')}${place(error.position)}`;
}

/** What the runner files a failed script under, by the text of its error. */
export function isAccessDenied(message: string): boolean {
  return message.toLowerCase().includes('permission denied');
}

/** Name of the constant that an error kind stands for. */
export function kindName(kind: RhaiValue | undefined): string | undefined {
  return kind?.kind === 'object' && PRINTED_KIND_TYPES.has(kind.type) ? constantName(kind) : undefined;
}

/** Name of the module constant that an object stands for, if it is one. */
export function constantName(object: SdkObject): string | undefined {
  const { state } = object;
  if (typeof state !== 'object' || state === null || !('constant' in state)) return undefined;
  return typeof state.constant === 'string' ? state.constant : undefined;
}

/** Rhai's line numbers are absent (0) where a value has no place. */
function place(position: RhaiPosition): string {
  return position.line === 0 ? '' : ` (line ${position.line}, position ${position.column})`;
}
