// A context for SDK functions without an engine: a host from listed files, and a predicate in place of a policy.

import { gzipSync } from 'node:zlib';
import { sha256Digest } from '#core/base/sha256.ts';
import type { RhaiValue } from '#core/base/value.ts';
import { displayUid } from '#core/cedar/types.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { problemText } from '#core/sandbox/host/jsonFields.ts';
import { VirtualHost } from '#core/sandbox/host/virtualHost.ts';
import type { RustCertificates, RustRegex } from '#core/sandbox/rhaiRuntime.ts';
import type { PublishedAlarm, PublishedMetric, SdkContext } from '#core/sandbox/sdk/types.ts';
import type { EffectEvent } from '#core/trace/events.ts';

/** One authorization: `open Dir /srv` allowed or not. */
export type AskedFor = string;

export interface FakeSdkContext extends SdkContext {
  /** What was asked, in order, as `action Type id`; a denied one ends in ` denied`. */
  readonly asked: readonly AskedFor[];
  readonly logged: readonly string[];
  readonly effects: readonly Pick<EffectEvent, 'change' | 'target' | 'before' | 'after'>[];
  readonly alarms: readonly PublishedAlarm[];
  readonly metrics: readonly PublishedMetric[];
}

export interface FakeSdkContextOptions {
  /** A host file as an object. */
  readonly host?: object;
  /** Whether an authorization is allowed; everything is when absent. */
  readonly allows?: (asked: AskedFor) => boolean;
}

export function fakeSdkContext({ host: file = {}, allows = () => true }: FakeSdkContextOptions = {}): FakeSdkContext {
  const { description, problems } = parseHostFile(JSON.stringify(file));
  if (description === undefined) throw new Error(problems.map(problemText).join('\n'));
  const host = new VirtualHost(description);
  const asked: AskedFor[] = [];
  const logged: string[] = [];
  const effects: Pick<EffectEvent, 'change' | 'target' | 'before' | 'after'>[] = [];
  const alarms: PublishedAlarm[] = [];
  const metrics: PublishedMetric[] = [];
  let uuids = 0;
  return {
    host,
    user: host.user,
    regex: JAVASCRIPT_REGEX,
    gzip: { compress: (bytes, level) => new Uint8Array(gzipSync(bytes, { level })) },
    certificates: NO_CERTIFICATES,
    digest: sha256Digest,
    asked,
    logged,
    effects,
    alarms,
    metrics,
    runState: new Map(),
    authorize: (action, { uid }) => {
      const name = /"(.*)"/.exec(action)?.[1] ?? action;
      const text = `${name} ${uid.type.split('::').pop()} ${uid.id}`;
      const allowed = allows(text);
      asked.push(allowed ? text : `${text} denied`);
      return allowed ? 'allow' : 'deny';
    },
    log: (level, message) => logged.push(`${level} ${message}`),
    effect: (event) => effects.push(event),
    callFunction: () => {
      throw new Error('this context has no engine');
    },
    display: displayOf,
    typeName: (value) => value.kind,
    random: () => 0.5,
    uuid: () => `00000000-0000-4000-8000-${String(++uuids).padStart(12, '0')}`,
    requestTermination: () => undefined,
    terminate: (token) => {
      throw new Error(`terminated: ${token}`);
    },
    publishAlarm: (alarm) => alarms.push(alarm),
    publishMetric: (metric) => metrics.push(metric),
  };
}

/** Certificates need the engine. */
const NO_CERTIFICATES: RustCertificates = {
  read: () => ({ ok: false, reason: 'this context has no engine' }),
  verify: () => ({ ok: false, fault: 'parse', reason: 'this context has no engine' }),
};

/** JavaScript's expressions for Rust's, which is the same for what tests of the SDK use. */
const JAVASCRIPT_REGEX: RustRegex = {
  compile: (pattern) => {
    let source: RegExp;
    try {
      source = new RegExp(pattern, 'gu');
    } catch (error) {
      return { ok: false, message: error instanceof Error ? error.message : String(error) };
    }
    return {
      ok: true,
      regex: {
        isMatch: (text) => text.search(source) >= 0,
        findAll: (text) =>
          Array.from(text.matchAll(source), ({ index, 0: match }) => [{ start: index, end: index + match.length }]),
        replace: (text, replacement, limit) =>
          text.replace(limit === 1 ? new RegExp(pattern, 'u') : source, replacement),
      },
    };
  },
};

function displayOf(value: RhaiValue): string {
  switch (value.kind) {
    case 'string':
    case 'char':
      return value.value;
    case 'int':
    case 'bool':
    case 'float':
      return String(value.value);
    case 'object':
      return displayUid({ type: value.type, id: '' });
    case 'unit':
      return '';
    case 'blob':
    case 'array':
    case 'map':
    case 'number':
    case 'function':
    case 'other':
      return value.kind;
  }
}
