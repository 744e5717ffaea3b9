// How Cedar names an entity.

/** An entity's type and id; displayed as `Type::"id"`. */
export interface EntityUid {
  readonly type: string;
  readonly id: string;
}

/** Whether two names mean the same entity. */
export function isSameUid(a: EntityUid, b: EntityUid): boolean {
  return a.type === b.type && a.id === b.id;
}
