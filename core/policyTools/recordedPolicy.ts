// The least policy that lets the requests of recorded runs through, each of its statements needed by one of them.

import type { CedarSchema } from '#core/cedar/schema.ts';
import type { CedarEngine, CedarValue, EntityUid } from '#core/cedar/types.ts';
import type { DecisionEvent, TraceEvent } from '#core/trace/events.ts';
import { contextConditions, type Grant, permitsFor, resourcePart } from './statement.ts';

/** A request as a trace has it. */
export interface RecordedRequest {
  readonly principal: EntityUid;
  readonly action: EntityUid;
  readonly resource: EntityUid;
  readonly context: Readonly<Record<string, CedarValue>>;
}

/** A policy made from requests. */
export interface RecordedPolicy {
  /** In the form of Cedar's formatter; empty where nothing was asked. */
  readonly text: string;
  readonly statements: number;
  /** Different requests. */
  readonly requests: number;
}

/** The decisions of a trace. */
export function decisionsOf(events: readonly TraceEvent[]): readonly DecisionEvent[] {
  return events.filter((event) => event.kind === 'decision');
}

/**
 * Makes the policy. What a request names by an id that is new each time is permitted by its type; attributes and tags of
 * entities in the context are not part of a trace and so not asked for.
 */
export function recordedPolicy(
  requests: readonly RecordedRequest[],
  engine: Pick<CedarEngine, 'formatPolicies'>,
  schema: CedarSchema | undefined,
): RecordedPolicy {
  const grants = new Map<string, Grant>();
  for (const { principal, action, resource, context } of requests) {
    const grant = {
      principal,
      action,
      resource: resourcePart(resource),
      conditions: contextConditions(context, action, schema),
    };
    grants.set(JSON.stringify(grant), grant);
  }
  const statements = permitsFor([...grants.values()]);
  const text = statements.join('\n');
  const formatted = text === '' ? undefined : engine.formatPolicies(text);
  return {
    text: formatted?.ok === true ? formatted.text : text,
    statements: statements.length,
    requests: grants.size,
  };
}
