// What the constraint of a scope names.

import type { EntityUid, ScopeConstraint } from './types.ts';

/** The entities that a constraint names; none where it names at most a type. */
export function scopeEntities(constraint: ScopeConstraint): readonly EntityUid[] {
  switch (constraint.kind) {
    case 'any':
    case 'is':
      return [];
    case 'equals':
    case 'isIn':
      return [constraint.uid];
    case 'in':
      return constraint.uids;
  }
}
