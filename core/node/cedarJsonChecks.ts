// What the engine says of JSON that is to be entities, a policy, a schema or a request.

import type {
  CheckParseAnswer,
  Context,
  DetailedError,
  EntityJson,
  EntityUid,
  Policy,
  Schema,
  Template,
} from '@cedar-policy/cedar-wasm';
import type { CedarJsonForm } from '#core/cedar/types.ts';
import type { CedarRuntime } from './cedarRuntime.ts';

/** The engine's complaints, in its words. The value comes from a file, so the engine alone knows whether it fits. */
export function checkCedarJson(
  runtime: CedarRuntime,
  form: CedarJsonForm,
  value: unknown,
  schema: string,
): readonly string[] {
  switch (form) {
    case 'entities':
      return failures(
        runtime.call((bindings) => bindings.checkParseEntities({ schema, entities: value as EntityJson[] })),
      );
    case 'policy':
      return failures(runtime.call((bindings) => bindings.policyToText(value as Policy)));
    case 'template':
      return failures(runtime.call((bindings) => bindings.templateToText(value as Template)));
    case 'schema':
      return failures(runtime.call((bindings) => bindings.checkParseSchema(value as Schema)));
    case 'request':
      return requestFailures(runtime, value, schema);
    case 'link':
      return linkFailures(runtime, value as LinkJson, schema);
  }
}

interface LinkJson {
  readonly template: Template;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What the engine says of a linked policy that it does not say of the template alone. */
function linkFailures(runtime: CedarRuntime, { template, values }: LinkJson, schema: string): readonly string[] {
  const entities = Object.entries(values).map(([slot, value]) => [slot, uidOf(value) as EntityUid]);
  const link = { templateId: 'template', newId: 'link', values: Object.fromEntries(entities) };
  const answer = runtime.call((bindings) =>
    bindings.validate({ schema, policies: { templates: { template }, templateLinks: [link] } }),
  );
  if (answer.type === 'failure') return failures(answer);
  return answer.validationErrors
    .filter(({ policyId }) => policyId === 'link')
    .map(({ error }) => error.message.replace('for policy `link`, ', ''));
}

function requestFailures(runtime: CedarRuntime, value: unknown, schema: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return ['A request must be an object.'];
  const fields: { principal?: unknown; action?: unknown; resource?: unknown; context?: unknown } = value;
  const missing = ['principal', 'action', 'resource'].filter((key) => !(key in value));
  if (missing.length > 0) return missing.map((key) => `A request needs "${key}".`);
  const call = {
    principal: uidOf(fields.principal) as EntityUid,
    action: uidOf(fields.action) as EntityUid,
    resource: uidOf(fields.resource) as EntityUid,
    context: (fields.context ?? {}) as Context,
    schema,
    validateRequest: true,
    policies: {},
    entities: [],
  };
  const answer = runtime.call((bindings) => bindings.isAuthorized(call));
  return answer.type === 'failure' ? failures(answer) : [];
}

/** Cedar's command line writes `Type::"id"` in a string. */
function uidOf(value: unknown): unknown {
  const match = typeof value === 'string' ? /^\s*(.+?)\s*::\s*"((?:[^"\\]|\\.)*)"\s*$/s.exec(value) : null;
  return match === null ? value : { type: match[1], id: match[2] };
}

function failures(
  answer:
    | CheckParseAnswer
    | { readonly type: 'success' }
    | { readonly type: 'failure'; readonly errors: DetailedError[] },
): readonly string[] {
  if (answer.type === 'success') return [];
  return answer.errors.map(({ message, help }) => (help === null ? message : `${message}; ${help}`));
}
