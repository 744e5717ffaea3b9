// What the engine says of JSON that is to be entities, a policy, a schema or a request.

import type {
  CheckParseAnswer,
  Context,
  DetailedError,
  EntityJson,
  EntityUid,
  Policy,
  PolicySet,
  Schema,
  Template,
  ValidationError,
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
      return or(failures(runtime.call((bindings) => bindings.policyToText(value as Policy))), () =>
        validationFailures(runtime, { staticPolicies: { [ID]: value as Policy } }, schema),
      );
    case 'template':
      return or(failures(runtime.call((bindings) => bindings.templateToText(value as Template))), () =>
        validationFailures(runtime, { templates: { [ID]: value as Template } }, schema),
      );
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
  const link = { templateId: 'template', newId: ID, values: Object.fromEntries(entities) };
  const policies = { templates: { template }, templateLinks: [link] };
  const answer = runtime.call((bindings) => bindings.validate({ schema, policies }));
  return answer.type === 'failure' ? failures(answer) : ownErrors(answer.validationErrors);
}

/** Nothing where there is no schema that the engine reads. */
function validationFailures(runtime: CedarRuntime, policies: PolicySet, schema: string): readonly string[] {
  if (schema === '') return [];
  const answer = runtime.call((bindings) => bindings.validate({ schema, policies }));
  return answer.type === 'failure' ? [] : ownErrors(answer.validationErrors);
}

/** What a policy is called while the engine is asked about it. */
const ID = 'policy in question';

function ownErrors(errors: readonly ValidationError[]): readonly string[] {
  const own = errors.filter(({ policyId }) => policyId === ID);
  return own.map(({ error: { message, help } }) => {
    const text = help === null ? message : `${message}; ${help}`;
    return text.replaceAll(`for policy \`${ID}\`, `, '');
  });
}

function or(found: readonly string[], others: () => readonly string[]): readonly string[] {
  return found.length > 0 ? found : others();
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
