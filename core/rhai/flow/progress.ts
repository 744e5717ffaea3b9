// How the current point is come to: the open ways around it, and what may have sent runs elsewhere before it. Two points tell
// whether every run that comes to the one also comes to the other.

import type { Node } from '../syntax/ast.ts';

/** A way that a run takes or does not, inside another one. */
export interface Way {
  readonly outer: Way | undefined;
}

/** A part of the script that a jump or an error can leave. */
interface Scope {
  readonly kind: 'program' | 'function' | 'loop' | 'round' | 'try';
  /** What may have left it so far, in order: the call that may fail; undefined for a jump and everything else. */
  readonly turns: (Node | undefined)[];
}

/** How a point was come to. */
export interface Point {
  readonly way: Way | undefined;
  /** Open scopes, outermost first, with the number of their turns. */
  readonly scopes: readonly (readonly [Scope, number])[];
}

/**
 * Whether every run that comes to `from` comes to `to` as well, before or afterwards, unless the call `own` fails on the
 * way there.
 */
export function certainlyWith(to: Point, from: Point, own: Node): boolean {
  let way = from.way;
  while (way !== undefined && way !== to.way) way = way.outer;
  if (way !== to.way) return false;
  return to.scopes.every(([scope, turns]) => {
    const known = from.scopes.find(([other]) => other === scope)?.[1] ?? 0;
    for (let at = known; at < turns; at++) if (scope.turns[at] !== own) return false;
    return true;
  });
}

/** Follows the point along the analysis. */
export class Progress {
  #way: Way | undefined;
  readonly #scopes: Scope[] = [{ kind: 'program', turns: [] }];

  point(): Point {
    return { way: this.#way, scopes: this.#scopes.map((scope) => [scope, scope.turns.length]) };
  }

  /** Runs what a run may leave out, or do any number of times. */
  open<T>(action: () => T): T {
    const outer = this.#way;
    this.#way = { outer };
    const result = action();
    this.#way = outer;
    return result;
  }

  /** Runs a part that jumps or errors can leave. */
  within<T>(kind: Exclude<Scope['kind'], 'program'>, action: () => T): T {
    this.#scopes.push({ kind, turns: [] });
    const result = action();
    this.#scopes.pop();
    return result;
  }

  /** An error may come up here: in the call, or in anything else. */
  mayFail(cause?: Node): void {
    this.#innermost('try')?.turns.push(cause);
  }

  /** A jump leaves the innermost part of this kind. */
  leaves(kind: Exclude<Scope['kind'], 'program' | 'try'>): void {
    this.#innermost(kind)?.turns.push(undefined);
  }

  /** The run may end here. */
  mayEnd(): void {
    this.#scopes[0]?.turns.push(undefined);
  }

  #innermost(kind: Scope['kind']): Scope | undefined {
    return this.#scopes.findLast((scope) => scope.kind === kind) ?? this.#scopes[0];
  }
}
