// Markdown about entity types, actions and attributes of a schema.

import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { CedarSchema, SchemaAction, SchemaAttribute, SchemaEntityType } from '#core/cedar/schema.ts';
import { displayUid } from '#core/cedar/types.ts';

/** More calls or actions than these are counted, not named. */
const MAX_NAMED = 12;

/** What a type has and which actions are asked for on it. */
export function describeType(type: SchemaEntityType, schema: CedarSchema): string {
  const lines = [`\`\`\`cedarschema\nentity ${type.name}${parents(type)}${attributes(type.attributes)};\n\`\`\``];
  if (type.hasTags) lines.push('Its entities carry tags.');
  const asked = schema.actions.filter(({ resourceTypes }) => resourceTypes.includes(type.name));
  if (asked.length > 0) lines.push(`Actions on it: ${named(asked.map(({ uid }) => code(uid.id)))}.`);
  const asking = schema.actions.filter(({ principalTypes }) => principalTypes.includes(type.name));
  if (asked.length === 0 && asking.length > 0) lines.push(`Asks for ${asking.length} actions.`);
  return lines.join('\n\n');
}

/** What an action applies to, its context and the calls of the SDK that ask for it. */
export function describeAction(action: SchemaAction, schema: CedarSchema, catalog: SdkCatalog): string {
  const uid = displayUid(action.uid);
  if (action.isGroup) {
    const members = schema.actions.filter(({ groups }) => groups.some((group) => displayUid(group) === uid));
    return [
      `**${uid}** is a group of actions: ${named(members.map((member) => code(member.uid.id)))}.`,
      'The runner knows the members of a group for `execute` only. For every other action a policy that names the group matches nothing.',
    ].join('\n\n');
  }
  const lines = [
    `**${uid}**`,
    `By ${action.principalTypes.map(code).join(', ')} on ${action.resourceTypes.map(code).join(', ')}.`,
  ];
  if (action.context.size > 0) lines.push(`\`\`\`cedarschema\ncontext:${attributes(action.context)}\n\`\`\``);
  const calls = callsOf(uid, catalog);
  lines.push(calls.length === 0 ? 'No call of the SDK asks for it.' : `Asked for by ${named(calls.map(code))}.`);
  return lines.join('\n\n');
}

/** Names of the calls that ask for an action, in the form of a script, functions before methods. */
export function callsOf(action: string, catalog: SdkCatalog): readonly string[] {
  const asking = catalog.data.functions.filter(({ checks }) => checks.some((check) => check.action === action));
  return [
    ...new Set(
      asking.map(({ form, name, receiver }) => {
        if (form === 'getter') return `${receiver}.${name}`;
        return form === 'method' ? `${receiver}.${name}()` : `${name}()`;
      }),
    ),
  ].sort((a, b) => Number(a.includes('.')) - Number(b.includes('.')) || (a < b ? -1 : 1));
}

/** An attribute with the types that have it. */
export function describeAttribute(name: string, attribute: SchemaAttribute, owners: readonly string[]): string {
  const optional = attribute.required ? '' : '\n\nOptional: reading it where it is missing fails, so ask `has` first.';
  const of = owners.length === 0 ? '' : `\n\nOf ${owners.map(code).join(', ')}.`;
  return `\`\`\`cedarschema\n${name}${attribute.required ? '' : '?'}: ${attribute.type}\n\`\`\`${of}${optional}`;
}

function parents({ parents }: SchemaEntityType): string {
  return parents.length === 0 ? '' : ` in [${parents.join(', ')}]`;
}

function attributes(all: ReadonlyMap<string, SchemaAttribute>): string {
  if (all.size === 0) return '';
  const lines = [...all].map(([name, { type, required }]) => `  ${name}${required ? '' : '?'}: ${type},\n`);
  return ` {\n${lines.join('')}}`;
}

function named(all: readonly string[]): string {
  if (all.length === 0) return 'none';
  const more = all.length - MAX_NAMED;
  return more > 1 ? `${all.slice(0, MAX_NAMED).join(', ')} and ${more} more` : all.join(', ');
}

function code(text: string): string {
  return `\`${text}\``;
}
