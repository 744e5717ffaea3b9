// The port to the real Rhai engine, for one run: compile, run, and the calls that come back out of the script.

import type { RhaiValue, SdkObject } from '#core/base/value.ts';

/** Rhai's own position: line and character column from 1; column 0 means the line, line 0 means nowhere. */
export interface RhaiPosition {
  readonly line: number;
  readonly column: number;
}

/** A value thrown into the script by an SDK function, or the end of the run. */
export type HostReply =
  /** `receiver` replaces the first argument in place: how builder methods change the builder they are called on. */
  | { readonly kind: 'value'; readonly value: RhaiValue; readonly receiver?: SdkObject }
  /**
   * Becomes `ErrorRuntime(value)` at the call's position; scripts can catch it. With `endsWith` the run ends at the
   * engine's next operation, caught or not, as `ErrorTerminated` with that token.
   */
  | { readonly kind: 'throw'; readonly value: RhaiValue; readonly endsWith?: string }
  /** Becomes `ErrorTerminated(token)`; scripts cannot catch it. */
  | { readonly kind: 'terminate'; readonly token: string }
  /** Another error of Rhai's own that SDK code can produce, e.g. a failed conversion of an argument. */
  | { readonly kind: 'mismatch'; readonly expected: string; readonly actual: string }
  | { readonly kind: 'functionNotFound'; readonly signature: string }
  /** The error with which the last `callFunction` ended, as it is. */
  | { readonly kind: 'rethrow' };

/** What the engine says of one call out of the script. */
export interface HostCall {
  /** Catalog id of the function. */
  readonly function: string;
  /** Receiver first, as registered. */
  readonly arguments: readonly RhaiValue[];
  readonly position: RhaiPosition;
  /** Source of the AST in which the call stands, for imported modules. */
  readonly source?: string;
  /**
   * Script functions that are active, innermost first. Complete with a debugger attached; otherwise only the innermost,
   * found by where the call stands.
   */
  readonly stack: readonly string[];
}

/** The host side of a run. All calls are synchronous: the engine waits for the answer. */
export interface RhaiHost {
  call(call: HostCall): HostReply;
  log(level: 'error' | 'warn' | 'info' | 'debug' | 'trace', message: string, position: RhaiPosition): void;
  /** Asked after every `progressInterval` operations; a text ends the run as `ErrorTerminated`. */
  progress(operations: number): string | undefined;
  /** Source of an imported module, or undefined when there is none. */
  resolveModule(path: string, importer: string | undefined): string | undefined;
  /** `sleep(seconds)`: advances the virtual clock. */
  sleep(seconds: number): void;
  /** Microseconds on the run's virtual monotonic clock, for `timestamp()`. */
  monotonicUs(): number;
  /** Present only when the debugger is attached; see {@link DebuggerEvent}. */
  debug?(event: DebuggerEvent): DebuggerCommand;
}

export interface DebuggerEvent {
  readonly kind: 'start' | 'step' | 'breakpoint' | 'functionExit' | 'end';
  readonly position: RhaiPosition;
  readonly source?: string;
  readonly stack: readonly string[];
  /** Variables in reach, newest first; only while the event is being answered. */
  readonly variables?: () => readonly (readonly [string, RhaiValue])[];
}

export type DebuggerCommand = 'continue' | 'stepInto' | 'stepOver' | 'next' | 'functionExit';

/** Limits of the engine itself. Defaults are the runner's; 0 means unlimited, as in Rhai. */
export interface RhaiLimits {
  readonly maxOperations: number;
  readonly maxCallDepth: number;
  readonly maxStringLength: number;
  readonly maxArrayLength: number;
  readonly maxMapSize: number;
  readonly progressInterval: number;
  /** Bytes that the engine's values may take; beyond it the engine traps. Absent means as much as there is. */
  readonly maxMemoryBytes?: number;
}

/** How Rhai classifies an error, with its own text and position. */
export interface RhaiError {
  /** Name of the `EvalAltResult` variant, e.g. `ErrorRuntime`, `ErrorParsing`, `ErrorFunctionNotFound`. */
  readonly variant: string;
  /** Display text of the whole error, as the engine prints it, position included. */
  readonly text: string;
  readonly position: RhaiPosition;
  /** The thrown value, for `ErrorRuntime`; the token, for `ErrorTerminated`. */
  readonly value?: RhaiValue;
  /** For `ErrorInFunctionCall`: the innermost error. */
  readonly inner?: RhaiError;
}

export type RhaiOutcome =
  | {
      readonly ok: true;
      readonly value: RhaiValue /** Rhai's Display of the value. */;
      readonly display: string;
      readonly operations: number;
    }
  | { readonly ok: false; readonly phase: 'compile' | 'run'; readonly error: RhaiError; readonly operations: number };

/** A script argument, by name; a mutable variable of the global scope. */
export type ScriptArguments = ReadonlyMap<string, RhaiValue>;

/** The engine stopped in a way that it cannot come back from. Its instance is dropped. */
export class RhaiTrap extends Error {
  constructor(
    readonly reason: 'memory' | 'stack' | 'panic',
    message: string,
    cause: unknown,
  ) {
    super(message, { cause });
    this.name = 'RhaiTrap';
  }
}

/** One engine for one run. After a trap the instance is unusable and must be dropped. */
export interface RhaiRuntime {
  /** Throws {@link RhaiTrap}. */
  run(script: string, scriptArguments: ScriptArguments, host: RhaiHost, limits: RhaiLimits): RhaiOutcome;
  /**
   * Calls a function pointer that the script passed in; only while a host call is being answered. `fresh` runs it without
   * the script's other functions and from call depth 0, as `RcDirHandle.find` does; `caller` (the default) where the call stands.
   */
  callFunction(functionId: number, args: readonly RhaiValue[], context?: 'caller' | 'fresh'): RhaiOutcome;
  /** Bytes that the engine's values take at present. */
  memoryBytes?(): number;
  /** `type_of` of a value, as the engine names it. */
  typeName(value: RhaiValue): string;
  /** Rhai's Display (`display`) or Debug text of a value. */
  format(value: RhaiValue, form: 'display' | 'debug'): string;
}

/** The `regex` crate that the SDK uses, from the same module. */
export interface RustRegex {
  /** The crate's error text when the pattern is refused. */
  compile(
    pattern: string,
  ): { readonly ok: true; readonly regex: CompiledRegex } | { readonly ok: false; readonly message: string };
}

/** The `flate2` crate that the SDK compresses with, from the same module: the bytes are the runner's. */
export interface RustGzip {
  /** A gzip file of those bytes, without name and time; levels go from 0 (stored) to 9. */
  compress(bytes: Uint8Array, level: number): Uint8Array;
}

/** The `rustls-webpki` crate that the SDK verifies certificates with, from the same module. Certificates are DER. */
export interface RustCertificates {
  /** The certificates of a PEM file, in order. */
  read(
    pem: Uint8Array,
  ):
    | { readonly ok: true; readonly certificates: readonly Uint8Array[] }
    | { readonly ok: false; readonly reason: string };
  /** Verifies the first of `chain` as a server's, by a root and with the others between them. */
  verify(
    root: Uint8Array,
    chain: readonly Uint8Array[],
    nowSeconds: number,
  ): { readonly ok: true } | { readonly ok: false; readonly fault: 'parse' | 'verification'; readonly reason: string };
}

/** The script engine of a run, and what the SDK uses besides it. */
export interface RunEngine {
  readonly runtime: RhaiRuntime;
  readonly regex: RustRegex;
  readonly gzip: RustGzip;
  readonly certificates: RustCertificates;
  /** `sha256:` and the digest of those bytes in hexadecimal digits. */
  readonly digest: (bytes: Uint8Array) => string;
}

/** Offsets are UTF-16. */
export interface CompiledRegex {
  isMatch(text: string): boolean;
  /** Matches in order, each a list of groups (start, end), group 0 first; absent groups are undefined. */
  findAll(
    text: string,
    limit?: number,
  ): readonly (readonly ({ readonly start: number; readonly end: number } | undefined)[])[];
  /** `limit` 0 replaces all; `$1` and `$name` in the replacement are expanded as the crate does. */
  replace(text: string, replacement: string, limit: number): string;
}
