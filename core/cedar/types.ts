// Cedar's vocabulary as plain data, and the port to the real engine.

import type { Span } from '#core/base/span.ts';
import type { EntityUid } from './entityUid.ts';
import type { CedarSchema } from './schema.ts';

export type { EntityUid };

/** A Cedar value in a form that maps one to one onto Cedar's JSON. */
export type CedarValue =
  | boolean
  | string
  | bigint
  | { readonly entity: EntityUid }
  | { readonly set: readonly CedarValue[] }
  | { readonly record: Readonly<Record<string, CedarValue>> };

/** An entity in the store handed to the authorizer. */
export interface Entity {
  readonly uid: EntityUid;
  readonly attributes: Readonly<Record<string, CedarValue>>;
  readonly parents: readonly EntityUid[];
  readonly tags?: Readonly<Record<string, CedarValue>>;
}

/** One question to the authorizer, with the entities it needs. */
export interface CedarRequest {
  readonly principal: EntityUid;
  readonly action: EntityUid;
  readonly resource: EntityUid;
  readonly context: Readonly<Record<string, CedarValue>>;
  readonly entities: readonly Entity[];
}

/** The authorizer's answer. */
export interface CedarDecision {
  readonly decision: 'allow' | 'deny';
  /** Ids (`policy0`, ... in source order) of the policies that decided. */
  readonly determining: readonly string[];
  /** Policies whose condition failed to evaluate; Cedar skips them. */
  readonly errors: readonly { readonly policy: string; readonly message: string }[];
}

/** A complaint of the engine about a policy or schema text. */
export interface CedarMessage {
  readonly message: string;
  readonly severity: 'error' | 'warning';
  readonly help?: string;
  readonly policy?: string;
  /** In UTF-16 offsets of the text given; absent where the engine names no place. */
  readonly span?: Span;
  readonly label?: string;
}

/** A policy set, parsed once and asked often. */
export interface PreparedPolicySet {
  readonly policies: readonly PreparedPolicy[];
  /** Answers by the real engine over the policies whose scope can match; remembers answers. */
  authorize(request: CedarRequest): CedarDecision;
}

/** One policy of a prepared set. */
export interface PreparedPolicy {
  readonly id: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly effect: 'permit' | 'forbid';
  readonly span: Span;
  /** Templates are never linked by the runner and so never match. */
  readonly isTemplate: boolean;
  /** Absent for templates. */
  readonly scope?: PolicyScope;
  /** Its conditions, read when first asked for. Absent for templates. */
  conditions?(): readonly PolicyCondition[];
}

/** What a policy's scope asks of one part of the request. */
export type ScopeConstraint =
  | { readonly kind: 'any' }
  | { readonly kind: 'equals'; readonly uid: EntityUid }
  /** The entity itself or one of its ancestors is among these. */
  | { readonly kind: 'in'; readonly uids: readonly EntityUid[] }
  | { readonly kind: 'is'; readonly type: string }
  | { readonly kind: 'isIn'; readonly type: string; readonly uid: EntityUid };

/** The scope of one static policy. */
export interface PolicyScope {
  readonly principal: ScopeConstraint;
  readonly action: ScopeConstraint;
  readonly resource: ScopeConstraint;
}

/** A `when` or `unless` clause with its expression in Cedar's JSON policy format. */
export interface PolicyCondition {
  readonly kind: 'when' | 'unless';
  readonly body: unknown;
}

export type PrepareResult =
  | { readonly ok: true; readonly policySet: PreparedPolicySet }
  | { readonly ok: false; readonly messages: readonly CedarMessage[] };

/** What a JSON value is to be. A link is `{ template, values }`: the template itself, as text or JSON, and entities by slot. */
export type CedarJsonForm = 'entities' | 'policy' | 'template' | 'schema' | 'request' | 'link';

/** The real Cedar engine. Implemented over cedar-wasm in `core/node`. */
export interface CedarEngine {
  readonly version: string;
  prepare(policies: string): PrepareResult;
  /** Everything the engine says about a policy text: parse errors, and with a schema its validation. */
  checkPolicies(policies: string, schema?: string): readonly CedarMessage[];
  checkSchema(schema: string): readonly CedarMessage[];
  /** What a schema declares; undefined where {@link checkSchema} has errors. */
  readSchema(schema: string): CedarSchema | undefined;
  /** Whether the request conforms to the schema, as the runner asks before each decision; undefined when it does. */
  checkRequest(request: CedarRequest, schema: string): string | undefined;
  /** What the engine says of a JSON value; entities and requests are checked by the schema. */
  checkJson(form: CedarJsonForm, value: unknown, schema: string): readonly string[];
  formatPolicies(
    policies: string,
  ): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly messages: readonly CedarMessage[] };
}

/** `Type::"id"` with Cedar's escapes. */
export function displayUid(uid: EntityUid): string {
  return `${uid.type}::"${escapeCedarString(uid.id)}"`;
}

/** Escapes a string as Cedar prints it between double quotes (Rust's `escape_debug`). */
export function escapeCedarString(text: string): string {
  let out = '';
  for (const char of text) {
    const hidden = UNPRINTABLE.test(char) || (out === '' && EXTENDS.test(char));
    out += ESCAPES.get(char) ?? (hidden ? `\\u{${char.codePointAt(0)?.toString(16)}}` : char);
  }
  return out;
}

/** Controls, marks of format, and separators other than the space. */
const UNPRINTABLE = /(?! )[\p{C}\p{Z}]/u;
/** What would combine with the quote before it. */
const EXTENDS = /\p{Grapheme_Extend}/u;

const ESCAPES = new Map([
  ['\\', '\\\\'],
  ['"', '\\"'],
  ["'", "\\'"],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\0', '\\0'],
]);
