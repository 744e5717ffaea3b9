// The warning with which a denied request is let through in permissive mode, worded as Rex words it.
// Source: rex-cedar-auth 0.1.0 `cedar_auth.rs`. The runner itself never turns the mode on.

import { type CedarRequest, type CedarValue, displayUid } from '#core/cedar/types.ts';

/** What the runner's log says. Entities of the context, which Rex prints in its own inner form, are named only. */
export function permissiveDenial(request: CedarRequest, denying: readonly string[]): string {
  const { principal, action, resource, context } = request;
  const entries = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  const plain = entries.filter(([, value]) => !isEntity(value));
  const entities = entries.filter(([, value]) => isEntity(value)).map(([name]) => JSON.stringify(name));
  return (
    `PERMISSIVE_MODE_DENY principal: ${displayUid(principal)}, action: ${displayUid(action)}, resource: ${displayUid(resource)}, ` +
    `context: Some(${object(plain)}), context_entities: Some({${entities.join(', ')}}), ` +
    `denying_policies: [${[...denying]
      .sort()
      .map((id) => JSON.stringify(id))
      .join(', ')}]`
  );
}

function isEntity(value: CedarValue): boolean {
  return typeof value === 'object' && 'entity' in value;
}

/** A value as Rust prints JSON for debugging. */
function debug(value: CedarValue): string {
  switch (typeof value) {
    case 'boolean':
      return `Bool(${value})`;
    case 'bigint':
      return `Number(${value})`;
    case 'string':
      return `String(${JSON.stringify(value)})`;
    case 'object':
      if ('set' in value) return `Array [${value.set.map(debug).join(', ')}]`;
      return 'record' in value ? object(Object.entries(value.record)) : displayUid(value.entity);
  }
}

function object(entries: readonly (readonly [string, CedarValue])[]): string {
  return `Object {${entries.map(([name, value]) => `${JSON.stringify(name)}: ${debug(value)}`).join(', ')}}`;
}
