// A Cedar schema as plain data: what can be asked about, for suggestions, hovers and warnings. The engine reads the text.

import type { EntityUid } from './entityUid.ts';

/** Everything a schema declares that a policy can name. */
export interface CedarSchema {
  /** By full name. */
  readonly entityTypes: ReadonlyMap<string, SchemaEntityType>;
  /** Groups included, in the order of their names within a namespace. */
  readonly actions: readonly SchemaAction[];
}

/** An attribute, its type as one would write it in a schema. */
export interface SchemaAttribute {
  readonly type: string;
  readonly required: boolean;
  /** Of a record. */
  readonly attributes?: ReadonlyMap<string, SchemaAttribute>;
  /** Of the records that are the elements of a set. */
  readonly elements?: ReadonlyMap<string, SchemaAttribute>;
}

/** One entity type. */
export interface SchemaEntityType {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, SchemaAttribute>;
  /** Types of entities that one of this type can lie in. */
  readonly parents: readonly string[];
  readonly hasTags: boolean;
}

/** One action; a group where it applies to nothing itself. */
export interface SchemaAction {
  readonly uid: EntityUid;
  readonly groups: readonly EntityUid[];
  readonly isGroup: boolean;
  readonly principalTypes: readonly string[];
  readonly resourceTypes: readonly string[];
  readonly context: ReadonlyMap<string, SchemaAttribute>;
}
