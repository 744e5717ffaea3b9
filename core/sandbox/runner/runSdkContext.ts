// What the SDK's functions may use during a run: the host, Cedar's answers, the trace and the engine.

import type { Resource } from '#core/authz/resource.ts';
import { actionEntities, actionUid, cannotBeAsked, userPrincipal } from '#core/authz/resource.ts';
import type { RhaiValue } from '#core/base/value.ts';
import type { CedarEngine, CedarRequest, CedarValue, Entity, EntityUid, PreparedPolicySet } from '#core/cedar/types.ts';
import type { LogLevel, TraceCall } from '#core/trace/events.ts';
import type { PolicyResolver } from '#core/trace/tracePolicies.ts';
import type { VirtualHost } from '../host/virtualHost.ts';
import type { RhaiOutcome, RhaiRuntime, RunEngine, RustCertificates, RustGzip, RustRegex } from '../rhaiRuntime.ts';
import type { Authorization, PublishedAlarm, PublishedMetric, SdkContext } from '../sdk/types.ts';
import { permissiveDenial } from './permissiveLog.ts';
import type { RunState } from './runState.ts';
import type { SeededRandom } from './seededRandom.ts';

/** Whether a denial holds, or is only reported. */
export type RunMode = 'enforcing' | 'permissive';

/** Who decides, by which policies. */
export interface RunAuthorizer {
  readonly engine: CedarEngine;
  readonly schema: string;
  readonly policySet: PreparedPolicySet;
  readonly policies: PolicyResolver;
  readonly mode: RunMode;
}

/** Ends the run with a token that scripts cannot catch. */
export class Terminated extends Error {
  constructor(readonly token: string) {
    super(token);
    this.name = 'Terminated';
  }
}

export class RunSdkContext implements SdkContext {
  readonly host: VirtualHost;
  readonly user: string;
  readonly regex: RustRegex;
  readonly gzip: RustGzip;
  readonly certificates: RustCertificates;
  readonly digest: (bytes: Uint8Array) => string;
  readonly runState = new Map<string, unknown>();
  readonly #runtime: RhaiRuntime;
  readonly #principal: EntityUid;
  readonly #actions = new Map<string, EntityUid>();
  /** The call that is being answered. */
  current: TraceCall = { function: '', stack: [], number: 0 };

  constructor(
    private readonly state: RunState,
    private readonly authorizer: RunAuthorizer,
    { runtime, regex, gzip, certificates, digest }: RunEngine,
    private readonly randomness: SeededRandom,
  ) {
    this.host = state.host;
    this.user = state.host.user;
    this.regex = regex;
    this.gzip = gzip;
    this.certificates = certificates;
    this.digest = digest;
    this.#runtime = runtime;
    this.#principal = userPrincipal(this.user);
  }

  authorize(
    action: string,
    resource: Resource,
    context: Readonly<Record<string, CedarValue>> = {},
    contextEntities: readonly Entity[] = [],
  ): Authorization {
    const request = this.#request(this.#action(action), resource, context, contextEntities);
    if (cannotBeAsked(resource.uid)) return 'failed';
    if (this.authorizer.engine.checkRequest(request, this.authorizer.schema) !== undefined) return 'failed';
    const { recorder } = this.state;
    const startUs = recorder.elapsedUs();
    const answer = this.authorizer.policySet.authorize(request);
    const letThrough = answer.decision === 'deny' && this.authorizer.mode === 'permissive';
    recorder.record({
      kind: 'decision',
      call: this.current,
      layer: 'runtime',
      principal: request.principal,
      action: request.action,
      resource: request.resource,
      context,
      decision: answer.decision,
      ...(letThrough ? { letThrough } : {}),
      determining: answer.determining.map(this.authorizer.policies),
      policyErrors: answer.errors,
      durationUs: recorder.durationUs(startUs),
    });
    if (!letThrough) return answer.decision;
    this.log('WARN', permissiveDenial(request, answer.determining));
    return 'allow';
  }

  log(level: LogLevel, message: string): void {
    this.state.log(level, message, this.current.position?.line ?? 0, this.current);
  }

  effect(event: Parameters<SdkContext['effect']>[0]): void {
    this.state.recorder.record({ kind: 'effect', call: this.current, ...event });
  }

  callFunction(fn: RhaiValue, args: readonly RhaiValue[], context: 'caller' | 'fresh' = 'caller'): RhaiOutcome {
    if (fn.kind !== 'function') throw new Error(`not a function pointer: ${fn.kind}`);
    const calling = this.current;
    try {
      return this.#runtime.callFunction(fn.id, args, context);
    } finally {
      this.current = calling;
    }
  }

  display(value: RhaiValue): string {
    return this.#runtime.format(value, 'display');
  }

  typeName(value: RhaiValue): string {
    return this.#runtime.typeName(value);
  }

  random(): number {
    return this.randomness.next();
  }

  uuid(): string {
    return this.randomness.uuid();
  }

  requestTermination(): void {
    this.state.requestTermination('The script sent SIGTERM to its own runner, which gives it ten seconds.');
  }

  terminate(token: string): never {
    throw new Terminated(token);
  }

  publishAlarm(alarm: PublishedAlarm): void {
    this.state.alarms.push(alarm);
  }

  publishMetric(metric: PublishedMetric): void {
    this.state.metrics.push(metric);
  }

  #request(
    action: EntityUid,
    resource: Resource,
    context: Readonly<Record<string, CedarValue>>,
    contextEntities: readonly Entity[],
  ): CedarRequest {
    return {
      principal: this.#principal,
      action,
      resource: resource.uid,
      context,
      entities: [...resource.entities, ...contextEntities, ...actionEntities(action, contextEntities.length > 0)],
    };
  }

  #action(name: string): EntityUid {
    const known = this.#actions.get(name);
    if (known !== undefined) return known;
    const uid = actionUid(name);
    this.#actions.set(name, uid);
    return uid;
  }
}
