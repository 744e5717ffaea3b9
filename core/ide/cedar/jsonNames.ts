// Hover and colours in Cedar's JSON forms, by what their names stand for.

import type { CedarSchema, SchemaAttribute } from '#core/cedar/schema.ts';
import { displayUid } from '#core/cedar/types.ts';
import type { Hover, SemanticToken, TokenType } from '../answers.ts';
import { describeAction, describeAttribute, describeType } from './describe.ts';
import type { HoverPort } from './hover.ts';
import { occurrenceAt } from './navigation.ts';
import type { Occurrence } from './symbols.ts';

/** What the name at an offset stands for in the schema in force. */
export function nameHover(occurrences: readonly Occurrence[], offset: number, port: HoverPort): Hover | undefined {
  const found = occurrenceAt(occurrences, offset);
  if (found === undefined || port.schema === undefined) return undefined;
  const parts = new Set(found.symbols.flatMap((symbol) => describe(symbol, port.schema, port) ?? []));
  return parts.size === 0 ? undefined : { markdown: [...parts].join('\n\n'), span: found.span };
}

function describe(symbol: string, schema: CedarSchema | undefined, { catalog }: HoverPort): string | undefined {
  if (schema === undefined) return undefined;
  const [kind = ''] = symbol.split(' ', 1);
  const name = symbol.slice(kind.length + 1);
  switch (kind) {
    case 'type': {
      const type = schema.entityTypes.get(name);
      return type && describeType(type, schema);
    }
    case 'entity': {
      const type = schema.entityTypes.get(name.slice(0, name.indexOf('::"')));
      return type && describeType(type, schema);
    }
    case 'action': {
      const action = schema.actions.find(({ uid }) => displayUid(uid) === name);
      return action && describeAction(action, schema, catalog);
    }
    case 'attribute':
      return attributeText(name, schema);
    default:
      return undefined;
  }
}

/** `owner.name`, where the owner is a type or an action and the name may go on into records. */
function attributeText(path: string, schema: CedarSchema): string | undefined {
  const owners: readonly (readonly [string, ReadonlyMap<string, SchemaAttribute>])[] = [
    ...[...schema.entityTypes.values()].map((type) => [type.name, type.attributes] as const),
    ...schema.actions.map(({ uid, context }) => [displayUid(uid), context] as const),
  ];
  const [owner, attributes] = owners.find(([name]) => path.startsWith(`${name}.`)) ?? [];
  if (owner === undefined) return undefined;
  let [within, rest] = [attributes, path.slice(owner.length + 1)];
  for (;;) {
    const whole = within?.get(rest);
    if (whole !== undefined) return describeAttribute(rest, whole, [owner]);
    const outer = [...(within ?? [])].find(([name, { attributes: inner }]) => inner && rest.startsWith(`${name}.`));
    if (outer === undefined) return undefined;
    [within, rest] = [outer[1].attributes, rest.slice(outer[0].length + 1)];
  }
}

const TYPES: Readonly<Record<string, TokenType>> = {
  type: 'type',
  common: 'type',
  namespace: 'namespace',
  action: 'enumMember',
  attribute: 'property',
  policy: 'function',
  entity: 'string',
};

/** The names of a document in order, without overlap. */
export function nameTokens(occurrences: readonly Occurrence[]): readonly SemanticToken[] {
  const sorted = [...occurrences].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const tokens: SemanticToken[] = [];
  for (const { span, symbols, role } of sorted) {
    const type = TYPES[symbols[0]?.split(' ', 1)[0] ?? ''];
    if (type === undefined || span.start < (tokens.at(-1)?.span.end ?? 0)) continue;
    tokens.push(role === 'declaration' ? { span, type, modifiers: ['declaration'] } : { span, type });
  }
  return tokens;
}
