// A Rhai value outside the Rhai engine: what crosses between the engine, the virtual host and the trace.

/** Integer types of the SDK that are not Rhai's own `i64`; Rhai shows them under these names and gives them no operators. */
export type HostIntegerType = 'u8' | 'u16' | 'u32' | 'u64' | 'usize' | 'i8' | 'i16' | 'i32' | 'f32';

/**
 * An object of the SDK (a handle, a builder, an option, a flag). `type` is the catalog's type id; `state` belongs to
 * the virtual host and is opaque to the engine. Objects are compared by identity: two Rhai values that share one
 * `SdkObject` are the same object, as two clones of a reference-counted handle are in the runner.
 */
export interface SdkObject {
  readonly kind: 'object';
  readonly type: string;
  readonly state: unknown;
}

/** Any Rhai value. Maps keep Rhai's order: sorted by key. */
export type RhaiValue =
  | { readonly kind: 'unit' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'char'; readonly value: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'blob'; readonly value: Uint8Array }
  | { readonly kind: 'array'; readonly items: readonly RhaiValue[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, RhaiValue> }
  | { readonly kind: 'number'; readonly type: HostIntegerType; readonly value: bigint | number }
  | { readonly kind: 'function'; readonly name: string; readonly id: number }
  | { readonly kind: 'other'; readonly type: string; readonly display: string }
  | SdkObject;

export const UNIT: RhaiValue = { kind: 'unit' };

/** A Rhai string. */
export function rhaiString(value: string): RhaiValue {
  return { kind: 'string', value };
}

/** A Rhai `i64`. */
export function rhaiInt(value: number | bigint): RhaiValue {
  return { kind: 'int', value: BigInt(value) };
}

/** A Rhai `f64`. */
export function rhaiFloat(value: number): RhaiValue {
  return { kind: 'float', value };
}

/** A Rhai `bool`. */
export function rhaiBool(value: boolean): RhaiValue {
  return { kind: 'bool', value };
}

/** A Rhai array. */
export function rhaiArray(items: readonly RhaiValue[]): RhaiValue {
  return { kind: 'array', items };
}

/** A Rhai object map; keys are put in Rhai's order. */
export function rhaiMap(entries: Iterable<readonly [string, RhaiValue]>): RhaiValue {
  return { kind: 'map', entries: new Map([...entries].sort(([a], [b]) => compareUtf8(a, b))) };
}

/** Order of two strings by their UTF-8 bytes, which is how Rust orders them (JavaScript orders by UTF-16 units). */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const xs = x >= 0xd800 && x <= 0xdfff;
    const ys = y >= 0xd800 && y <= 0xdfff;
    return xs === ys ? x - y : xs ? 1 : -1;
  }
  return a.length - b.length;
}
