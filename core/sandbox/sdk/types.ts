// How an SDK function is implemented over the virtual host: one entry per catalog id, plain functions, no switch.

import type { Resource } from '#core/authz/resource.ts';
import type { RhaiValue, SdkObject } from '#core/base/value.ts';
import type { CedarValue, Entity } from '#core/cedar/types.ts';
import type { EffectEvent, LogLevel } from '#core/trace/events.ts';
import type { VirtualHost } from '../host/virtualHost.ts';
import type { CompiledRegex, HostReply, RhaiOutcome, RustCertificates, RustGzip, RustRegex } from '../rhaiRuntime.ts';

/** What a function gives back: a value, or a value and a changed receiver (builders change in place). */
export type SdkReturn = RhaiValue | { readonly value: RhaiValue; readonly receiver: SdkObject };

/** One SDK function. `args` has the receiver first. Throws {@link SdkError}; anything else it throws is our own fault. */
export type SdkFunction = (context: SdkContext, args: readonly RhaiValue[]) => SdkReturn;

/** Implementations by catalog id. */
export type SdkModule = Readonly<Record<string, SdkFunction>>;

/** The answer to one authorization. `failed` is the SDK's AuthorizationError: the request did not fit the schema. */
export type Authorization = 'allow' | 'deny' | 'failed';

/** What an SDK function may use. Everything it does to the world goes through here. */
export interface SdkContext {
  readonly host: VirtualHost;
  /** Name of the effective user. */
  readonly user: string;
  readonly regex: RustRegex;
  readonly gzip: RustGzip;
  readonly certificates: RustCertificates;
  /** `sha256:` and the digest of those bytes in hexadecimal digits. */
  digest(bytes: Uint8Array): string;
  /** Asks Cedar and records the decision. Never throws for a denial: callers know what a denial does to them. */
  authorize(
    action: string,
    resource: Resource,
    context?: Readonly<Record<string, CedarValue>>,
    contextEntities?: readonly Entity[],
  ): Authorization;
  /** Script-visible log line of the SDK itself (`mv` verbose, execute). Ordinary SDK warnings go nowhere a script sees. */
  log(level: LogLevel, message: string): void;
  /** Records what changed on the host. */
  effect(event: Pick<EffectEvent, 'change' | 'target' | 'before' | 'after'>): void;
  /** Calls a function pointer the script passed; `context` as for the runtime's own. */
  callFunction(fn: RhaiValue, args: readonly RhaiValue[], context?: 'caller' | 'fresh'): RhaiOutcome;
  /** Display text of a value, as the engine prints it. */
  display(value: RhaiValue): string;
  /** The engine's name for a value's type. */
  typeName(value: RhaiValue): string;
  /** Seeded random numbers in [0, 1). */
  random(): number;
  /** A seeded version 4 UUID. */
  uuid(): string;
  /** The runner got SIGTERM: the run has ten seconds left. */
  requestTermination(): void;
  /** Ends the run: scripts cannot catch it. */
  terminate(token: string): never;
  /** Script-made alarms and metrics, in the order published. */
  publishAlarm(alarm: PublishedAlarm): void;
  publishMetric(metric: PublishedMetric): void;
  /** State that lives as long as the run, such as the redaction dictionary. */
  readonly runState: Map<string, unknown>;
}

export interface PublishedAlarm {
  readonly type: string;
  readonly details?: string;
}

export interface PublishedMetric {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly dimensions: ReadonlyMap<string, string>;
}

/** An error that the script can catch. `map` is `{kind, message, source}`, `plain` is a bare string. */
export class SdkError extends Error {
  constructor(
    readonly form: 'map' | 'plain',
    message: string,
    /** Constant of the source's error-kind module, e.g. `PermissionDenied`. */
    readonly kind: string,
    /** Module of error kinds, e.g. `IoErrorKind`. */
    readonly source: string,
    /** `next-operation` when the run ends with the message right after this error, caught or not. */
    readonly ends?: 'next-operation',
  ) {
    super(message);
    this.name = 'SdkError';
  }
}

/**
 * Thrown to end the run in a way no script can catch, with a message for people: where the real runner crashes (`crash`),
 * or where the sandbox has no answer, such as a program nobody declared (`unsupported`).
 */
export class RunEnd extends Error {
  constructor(
    readonly reason: 'crash' | 'unsupported' | 'memory',
    message: string,
  ) {
    super(message);
    this.name = 'RunEnd';
  }
}

/** Thrown for an error of Rhai's own that SDK code produces; scripts can catch it. */
export class EngineError extends Error {
  constructor(readonly reply: Exclude<HostReply, { readonly kind: 'value' | 'throw' | 'terminate' }>) {
    super(reply.kind);
    this.name = 'EngineError';
  }
}

export type { CompiledRegex };
