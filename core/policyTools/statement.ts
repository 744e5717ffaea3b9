// Text of permits that cover some requests and nothing else.

import { displayValue } from '#core/cedar/policyClauses.ts';
import type { CedarSchema, SchemaAttribute } from '#core/cedar/schema.ts';
import { type CedarValue, displayUid, type EntityUid, escapeCedarString } from '#core/cedar/types.ts';

/** What a permit is about: one user, one action, and what the resource and the context must be. */
export interface Grant {
  readonly principal: EntityUid;
  readonly action: EntityUid;
  /** The part of the scope: `resource == T::"id"`. */
  readonly resource: string;
  /** Conjuncts of its `when`. */
  readonly conditions: readonly string[];
}

/** Types whose ids the runner makes up for each request, so that a policy can only name the type. */
const FRESH_TYPES = new Set(['sysinfo::Sysinfo', 'sysctl::Sysctl', 'systemd::Systemd']);

/** The scope part for exactly one resource, or for all of a type whose ids are new each time. */
export function resourcePart(uid: EntityUid): string {
  return FRESH_TYPES.has(uid.type) ? `resource is ${uid.type}` : `resource == ${displayUid(uid)}`;
}

/** Conjuncts that hold for this context alone. Entities whose ids are new for each request are left out. */
export function contextConditions(
  context: Readonly<Record<string, CedarValue>>,
  action: EntityUid,
  schema: CedarSchema | undefined,
): readonly string[] {
  const declared = schema?.actions.find(({ uid }) => uid.type === action.type && uid.id === action.id)?.context;
  return recordConditions('context', context, declared ?? new Map());
}

function recordConditions(
  target: string,
  record: Readonly<Record<string, CedarValue>>,
  declared: ReadonlyMap<string, SchemaAttribute>,
): readonly string[] {
  const present = Object.entries(record).flatMap(([name, value]) => {
    const at = `${target}${attribute(name)}`;
    const guard = declared.get(name)?.required === false ? [`${target} has ${attributeName(name)}`] : [];
    if (typeof value === 'object' && 'entity' in value) return [];
    if (typeof value === 'object' && 'record' in value)
      return [...guard, ...recordConditions(at, value.record, declared.get(name)?.attributes ?? new Map())];
    return [...guard, `${at} == ${displayValue(value)}`];
  });
  const absent = [...declared].flatMap(([name, { required }]) =>
    required || Object.hasOwn(record, name) ? [] : [`!(${target} has ${attributeName(name)})`],
  );
  return [...present, ...absent];
}

const IDENTIFIER = /^[A-Za-z_]\w*$/;

function attribute(name: string): string {
  return IDENTIFIER.test(name) ? `.${name}` : `["${escapeCedarString(name)}"]`;
}

function attributeName(name: string): string {
  return IDENTIFIER.test(name) ? name : `"${escapeCedarString(name)}"`;
}

/** A `like` pattern of a literal start and end with anything between. */
export function likePattern(prefix: string, suffix: string): string {
  return `"${patternText(prefix)}*${patternText(suffix)}"`;
}

/** A literal part of a pattern. */
export function patternText(text: string): string {
  return escapeCedarString(text).replaceAll('*', '\\*');
}

/** One permit for each user, resource and condition, with all its actions; in the order in which they are first named. */
export function permitsFor(grants: readonly Grant[]): readonly string[] {
  const groups = new Map<string, { readonly grant: Grant; readonly actions: Map<string, EntityUid> }>();
  for (const grant of grants) {
    const key = JSON.stringify([grant.principal, grant.resource, grant.conditions]);
    const group = groups.get(key) ?? { grant, actions: new Map<string, EntityUid>() };
    group.actions.set(displayUid(grant.action), grant.action);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ grant, actions }) => permitText(grant, [...actions.keys()]));
}

/** In the form that Cedar's formatter gives it. */
function permitText({ principal, resource, conditions }: Grant, actions: readonly string[]): string {
  const [first = '', ...others] = actions;
  const action =
    others.length === 0
      ? `action == ${first}`
      : `action in\n    [${actions.map((name, i) => `${i === 0 ? '' : '     '}${name}`).join(',\n')}]`;
  const when = conditions.length === 0 ? '' : `\nwhen\n{\n  ${conditions.join(' &&\n  ')}\n}`;
  return `permit (\n  principal == ${displayUid(principal)},\n  ${action},\n  ${resource}\n)${when};\n`;
}
