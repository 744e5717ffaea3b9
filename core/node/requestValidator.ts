// Asks the engine whether requests conform to a schema, as the runner does before each decision, once per shape of request.

import type { CedarRequest, CedarValue, EntityUid } from '#core/cedar/types.ts';
import { requestJson } from './cedarJson.ts';
import type { CedarRuntime } from './cedarRuntime.ts';

/** Requests and the schema they are checked against. */
export class RequestValidator {
  readonly #runtime: CedarRuntime;
  readonly #schema: string;
  /** Where entity types list their ids, ids are part of the question. */
  readonly #enumerates: boolean;
  readonly #answers = new Map<string, string | undefined>();
  #generation = -1;

  /** Throws where the schema is not one. */
  constructor(runtime: CedarRuntime, schema: string) {
    this.#runtime = runtime;
    this.#schema = schema;
    const parsed = runtime.call((bindings) => bindings.schemaToJson(schema));
    if (parsed.type === 'failure') throw new Error(`not a Cedar schema: ${parsed.errors[0]?.message}`);
    this.#enumerates = JSON.stringify(parsed.json).includes('"enum":');
  }

  /** The engine's complaint, or undefined where the request conforms. */
  check(request: CedarRequest): string | undefined {
    const shape = requestShape(request, this.#enumerates);
    if (this.#answers.has(shape)) return this.#answers.get(shape);
    const answer = this.#ask(request);
    this.#answers.set(shape, answer);
    return answer;
  }

  #ask(request: CedarRequest): string | undefined {
    return this.#runtime.call((bindings) => {
      if (this.#generation !== this.#runtime.generation) {
        bindings.preparseSchema(NAME, this.#schema);
        bindings.preparsePolicySet(NAME, {});
        this.#generation = this.#runtime.generation;
      }
      // Without entities: the runner checks only the request itself against the schema.
      const call = {
        ...requestJson({ ...request, entities: [] }),
        preparsedPolicySetId: NAME,
        preparsedSchemaName: NAME,
        validateRequest: true,
      };
      const answer = bindings.statefulIsAuthorized(call);
      return answer.type === 'failure'
        ? (answer.errors[0]?.message ?? 'the request does not conform to the schema')
        : undefined;
    });
  }
}

const NAME = 'request validation';

/** What validation looks at: types and the shape of the context, not ids and values. */
function requestShape(request: CedarRequest, withIds: boolean): string {
  const uid = (of: EntityUid): string => (withIds ? JSON.stringify([of.type, of.id]) : of.type);
  const shape = (value: CedarValue): string => {
    if (typeof value !== 'object') return typeof value;
    if ('entity' in value) return `@${uid(value.entity)}`;
    if ('set' in value) return `[${[...new Set(value.set.map(shape))].sort().join()}]`;
    return record(value.record);
  };
  const record = (of: Readonly<Record<string, CedarValue>>): string => {
    const fields = Object.entries(of).map(([name, value]) => `${JSON.stringify(name)}:${shape(value)}`);
    return `{${fields.sort().join()}}`;
  };
  const { principal, action, resource, context } = request;
  return [uid(principal), JSON.stringify([action.type, action.id]), uid(resource), record(context)].join(' ');
}
