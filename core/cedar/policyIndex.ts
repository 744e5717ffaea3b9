// Finds the policies whose scope matches a request without looking at the others: three nested tables, keyed by what the
// scope says of action, principal and resource.

import type { Entity, EntityUid, PolicyScope, ScopeConstraint } from './types.ts';

/** The parts of a request that scopes look at. */
export interface ScopedRequest {
  readonly principal: EntityUid;
  readonly action: EntityUid;
  readonly resource: EntityUid;
  readonly entities: readonly Entity[];
}

/** Scopes by number; a number may be left out (templates), and then it is never found. */
export class PolicyIndex {
  readonly #root: Table<Table<Table<number[]>>> = new Map();

  constructor(scopes: Iterable<readonly [number, PolicyScope]>) {
    for (const [policy, scope] of scopes) this.#add(policy, scope);
  }

  /** Numbers of the policies whose scope the request satisfies, ascending. */
  matching(request: ScopedRequest): readonly number[] {
    const store = new Map(request.entities.map((entity) => [uidKey(entity.uid), entity]));
    const principalKeys = keysOf(request.principal, store);
    const resourceKeys = keysOf(request.resource, store);
    const found = new Set<number>();
    for (const byPrincipal of branches(this.#root, keysOf(request.action, store))) {
      for (const byResource of branches(byPrincipal, principalKeys)) {
        for (const policies of branches(byResource, resourceKeys)) for (const policy of policies) found.add(policy);
      }
    }
    return [...found].sort((a, b) => a - b);
  }

  #add(policy: number, scope: PolicyScope): void {
    for (const action of constraintKeys(scope.action)) {
      const byPrincipal = branch(this.#root, action, () => new Map() as Table<Table<number[]>>);
      for (const principal of constraintKeys(scope.principal)) {
        const byResource = branch(byPrincipal, principal, () => new Map() as Table<number[]>);
        for (const resource of constraintKeys(scope.resource))
          branch(byResource, resource, () => [] as number[]).push(policy);
      }
    }
  }
}

type Table<T> = Map<string, T>;

/** Keys under which a constraint is filed; the request's {@link keysOf} hold one of them exactly when it is satisfied. */
function constraintKeys(constraint: ScopeConstraint): readonly string[] {
  switch (constraint.kind) {
    case 'any':
      return ['*'];
    case 'equals':
      return [`=${uidKey(constraint.uid)}`];
    case 'in':
      return constraint.uids.map((uid) => `<${uidKey(uid)}`);
    case 'is':
      return [`:${constraint.type}`];
    case 'isIn':
      return [`:${constraint.type}<${uidKey(constraint.uid)}`];
  }
}

function keysOf(uid: EntityUid, store: ReadonlyMap<string, Entity>): readonly string[] {
  const self = uidKey(uid);
  const keys = ['*', `=${self}`, `:${uid.type}`];
  for (const ancestor of selfAndAncestors(self, store)) keys.push(`<${ancestor}`, `:${uid.type}<${ancestor}`);
  return keys;
}

/** An entity is in itself, whether the store holds it or not; a parent that the store does not hold ends its chain. */
function selfAndAncestors(self: string, store: ReadonlyMap<string, Entity>): ReadonlySet<string> {
  const seen = new Set([self]);
  for (const key of seen) for (const parent of store.get(key)?.parents ?? []) seen.add(uidKey(parent));
  return seen;
}

function uidKey(uid: EntityUid): string {
  return `${uid.type}"${uid.id}`;
}

function* branches<T>(table: Table<T>, keys: readonly string[]): Iterable<T> {
  for (const key of keys) {
    const found = table.get(key);
    if (found !== undefined) yield found;
  }
}

function branch<T>(table: Table<T>, key: string, create: () => T): T {
  let found = table.get(key);
  if (found === undefined) {
    found = create();
    table.set(key, found);
  }
  return found;
}
