// How Cedar names an entity.

/** An entity's type and id; displayed as `Type::"id"`. */
export interface EntityUid {
  readonly type: string;
  readonly id: string;
}
