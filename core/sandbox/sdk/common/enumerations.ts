// Comparison and text of the SDK's enumerations (error kinds, entry types, protocols, states), driven by one table.
// Source: the `*_module` exports of the rhai-safe-* crates and their recorded `enum-matrix-*` runs.

import { type RhaiValue, rhaiBool, rhaiString } from '#core/base/value.ts';
import type { SdkFunction, SdkModule } from '../types.ts';
import { constantName, objectArgument } from './sdkArguments.ts';

/** How a constant's name becomes text; undefined where the SDK registers no `to_string`. */
type Wording = ((constant: string) => string) | undefined;

/** The enumerations that can be compared, by type id. Types that are missing here have no `==` in the SDK either. */
const ENUMERATIONS: readonly (readonly [type: string, wording: Wording])[] = [
  ['RhaiSafeIoErrorKind', asWritten],
  ['RhaiCommonUtilsErrorKind', asWritten],
  ['RhaiDiskinfoErrorKind', asWritten],
  ['RhaiNetworkErrorKind', asWritten],
  ['RhaiSafeProcessMgmtErrorKind', asWritten],
  ['RhaiSysteminfoErrorKind', asWritten],
  ['EntryType', camelCase],
  ['NetworkProtocol', camelCase],
  ['TcpState', camelCase],
  ['UnixProtocol', camelCase],
  ['UnixSocketState', camelCase],
  ['State', (constant) => constant.toLowerCase()],
  ['Signal', undefined],
  ['TransportProtocol', undefined],
];

/** The states of a unit that count as active. */
const ACTIVE_STATES: ReadonlySet<string> = new Set(['ACTIVE', 'RELOADING', 'REFRESHING']);

/** `==`, `!=` and `to_string` of every enumeration, and what else one of them can do, by catalog id. */
export const enumerationsSdk: SdkModule = {
  ...Object.fromEntries(ENUMERATIONS.flatMap(functionsOf)),
  'is_active(State)': (_, args) => rhaiBool(ACTIVE_STATES.has(constantAt(args, 0))),
  'get$is_active(State)': (_, args) => rhaiBool(ACTIVE_STATES.has(constantAt(args, 0))),
};

/** Text of a constant, e.g. `FIN_WAIT1` of `TcpState` reads `FinWait1`; undefined where the type has no texts. */
export function constantText(type: string, constant: string): string | undefined {
  return ENUMERATIONS.find(([name]) => name === type)?.[1]?.(constant);
}

function functionsOf([type, wording]: (typeof ENUMERATIONS)[number]): readonly (readonly [string, SdkFunction])[] {
  const comparisons: readonly (readonly [string, SdkFunction])[] = [
    [`==(${type}, ${type})`, (_, args) => rhaiBool(constantAt(args, 0) === constantAt(args, 1))],
    [`!=(${type}, ${type})`, (_, args) => rhaiBool(constantAt(args, 0) !== constantAt(args, 1))],
  ];
  if (wording === undefined) return comparisons;
  return [...comparisons, [`to_string(${type})`, (_, args) => rhaiString(wording(constantAt(args, 0)))]];
}

function constantAt(args: readonly RhaiValue[], index: number): string {
  const object = objectArgument(args, index);
  const name = constantName(object);
  if (name === undefined) throw new Error(`a value of ${object.type} names no constant`);
  return name;
}

function asWritten(constant: string): string {
  return constant;
}

function camelCase(constant: string): string {
  return constant.replace(/_?([A-Z])([A-Z0-9]*)/g, (_, head: string, tail: string) => head + tail.toLowerCase());
}
