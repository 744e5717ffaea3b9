// Schemas out of the engine's JSON form.

import type {
  ActionType,
  AttributesOrContext,
  EntityType,
  NamespaceDefinition,
  SchemaJson,
  Type,
  TypeOfAttribute,
} from '@cedar-policy/cedar-wasm';
import type { CedarSchema, SchemaAction, SchemaAttribute, SchemaEntityType } from '#core/cedar/schema.ts';

/** The schema as data. `json` has every name resolved, so that it is complete. */
export function schemaOf(json: SchemaJson<string>): CedarSchema {
  const namespaces = Object.entries(json);
  const commonTypes = new Map(namespaces.flatMap(([namespace, definition]) => commonTypesOf(namespace, definition)));
  const read = (type: AttributesOrContext<string> | undefined) => attributesOf(type, commonTypes);
  return {
    entityTypes: new Map(
      namespaces
        .flatMap(([namespace, definition]) => entityTypesOf(namespace, definition, read))
        .map((type) => [type.name, type]),
    ),
    actions: namespaces.flatMap(([namespace, definition]) =>
      Object.entries(definition.actions).map(([id, action]) => actionOf(namespace, id, action, read)),
    ),
  };
}

type CommonTypes = ReadonlyMap<string, Type<string>>;
type Attributes = ReadonlyMap<string, SchemaAttribute>;
type ReadAttributes = (type: AttributesOrContext<string> | undefined) => Attributes;

function commonTypesOf(
  namespace: string,
  definition: NamespaceDefinition<string>,
): readonly (readonly [string, Type<string>])[] {
  return Object.entries(definition.commonTypes ?? {}).map(([name, type]) => [qualified(namespace, name), type]);
}

function entityTypesOf(
  namespace: string,
  definition: NamespaceDefinition<string>,
  read: ReadAttributes,
): readonly SchemaEntityType[] {
  return Object.entries(definition.entityTypes).map(([name, type]: [string, EntityType<string>]) => {
    const full = qualified(namespace, name);
    if ('enum' in type) return { name: full, attributes: new Map(), parents: [], hasTags: false };
    return {
      name: full,
      attributes: read(type.shape),
      parents: type.memberOfTypes ?? [],
      hasTags: type.tags !== undefined,
    };
  });
}

function actionOf(namespace: string, id: string, action: ActionType<string>, read: ReadAttributes): SchemaAction {
  const type = qualified(namespace, 'Action');
  return {
    uid: { type, id },
    groups: (action.memberOf ?? []).map((group) => ({ type: group.type ?? type, id: group.id })),
    isGroup: (action.appliesTo?.resourceTypes ?? []).length === 0,
    principalTypes: action.appliesTo?.principalTypes ?? [],
    resourceTypes: action.appliesTo?.resourceTypes ?? [],
    context: read(action.appliesTo?.context),
  };
}

function attributesOf(type: AttributesOrContext<string> | undefined, commonTypes: CommonTypes): Attributes {
  const found = type === undefined ? undefined : resolve(type, commonTypes);
  const fields = found === undefined ? undefined : fieldsOf(found);
  if (fields === undefined) return new Map();
  return new Map(
    Object.entries(fields).map(([name, attribute]) => {
      const nested = attributesOf(attribute, commonTypes);
      const elements = attributesOf(elementOf(attribute, commonTypes), commonTypes);
      return [
        name,
        {
          type: displayType(attribute, commonTypes),
          required: attribute.required !== false,
          ...(nested.size === 0 ? {} : { attributes: nested }),
          ...(elements.size === 0 ? {} : { elements }),
        },
      ];
    }),
  );
}

/** What the elements of a set are, also of one in another; undefined for all else. */
function elementOf(given: Type<string>, commonTypes: CommonTypes): Type<string> | undefined {
  const type = resolve(given, commonTypes);
  if (!('element' in type)) return undefined;
  const element = type.element as Type<string>;
  return elementOf(element, commonTypes) ?? element;
}

/** The type's `type` may be any name, so only the field itself tells records apart. */
function fieldsOf(type: Type<string>): Readonly<Record<string, TypeOfAttribute<string>>> | undefined {
  return 'attributes' in type ? (type.attributes as Record<string, TypeOfAttribute<string>>) : undefined;
}

function resolve(type: Type<string>, commonTypes: CommonTypes): Type<string> {
  const common = 'name' in type ? commonTypes.get(String(type.name)) : commonTypes.get(type.type);
  return common === undefined ? type : resolve(common, commonTypes);
}

function displayType(given: Type<string>, commonTypes: CommonTypes): string {
  const type = resolve(given, commonTypes);
  if ('element' in type) return `Set<${displayType(type.element as Type<string>, commonTypes)}>`;
  const record = fieldsOf(type);
  if (record !== undefined) {
    const fields = Object.entries(record).map(
      ([name, field]) => `${name}${field.required === false ? '?' : ''}: ${displayType(field, commonTypes)}`,
    );
    return `{ ${fields.join(', ')} }`;
  }
  return ('name' in type ? String(type.name) : type.type).replace(/^__cedar::/, '').replace(/^Boolean$/, 'Bool');
}

function qualified(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}::${name}`;
}
