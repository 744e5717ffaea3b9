// Requests that come about only after another one was refused, and the manifest without those that a policy never lets come about.

import type { PredictedCheck } from '#core/authz/predict.ts';
import { displayText } from '#core/authz/text.ts';
import type { CatalogFunction } from '#core/catalog/types.ts';
import type { CheckVerdict } from '#core/verdict/callVerdict.ts';
import type { Permission, Use } from './manifest.ts';

/** A request that has to be refused first, as the verdicts name it. */
export type FirstRequest = Pick<CheckVerdict, 'action' | 'resourceType' | 'resource'>;

/** For each use that is only made after refusals: for each way in which it can come about, what is refused before. */
export type Fallbacks = ReadonlyMap<Use, readonly (readonly FirstRequest[])[]>;

/** Gathers them while a manifest is made. */
export class FallbackNotes {
  readonly #ways = new Map<Use, (readonly FirstRequest[])[]>();
  readonly #direct = new Set<Use>();

  /** Notes one way; `first` is empty where nothing has to be refused. */
  note(use: Use, first: readonly FirstRequest[]): void {
    if (first.length === 0) this.#direct.add(use);
    else this.#ways.set(use, [...(this.#ways.get(use) ?? []), first]);
  }

  finish(): Fallbacks {
    return new Map([...this.#ways].filter(([use]) => !this.#direct.has(use)));
  }
}

/**
 * What has to be refused before a request is made, among the requests of the same case. Nothing has to be where it is about what an
 * earlier call opened: reading a file that was opened for writing only fails by itself, and then the runner asks for the other one too.
 */
export function refusedBefore(
  check: PredictedCheck,
  all: readonly PredictedCheck[],
  { checks }: CatalogFunction,
): readonly FirstRequest[] {
  const ids = check.fallbackOf === undefined ? check.afterDenied : [check.fallbackOf, ...check.afterDenied];
  return all
    .filter(({ id, index }) => ids.includes(id) && !JSON.stringify(checks[index]?.resource).includes('"receiver"'))
    .map(({ action, resourceType, resource }) => ({
      action,
      resourceType,
      resource: resource.kind === 'fresh' ? null : displayText(resource),
    }));
}

/** What the policy says of a call. */
export interface JudgedRequests {
  readonly checks: readonly CheckVerdict[];
  /** The call ends with a certain refusal, so that it makes no requests but those of `checks`. */
  readonly ends: boolean;
}

/** The permissions without uses that stand in for a request which is certainly allowed, or never made either. */
export function askedPermissions(
  permissions: readonly Permission[],
  fallbacks: Fallbacks,
  judged: (use: Use) => readonly JudgedRequests[],
): readonly Permission[] {
  const isAsked = (use: Use) => {
    const ways = fallbacks.get(use);
    return ways === undefined || ways.some((first) => !first.some((one) => isNeverRefused(one, judged(use))));
  };
  return permissions.flatMap((permission) => {
    const uses = permission.uses.filter(isAsked);
    if (uses.length === permission.uses.length) return [permission];
    return uses.length === 0 ? [] : [{ ...permission, uses }];
  });
}

function isNeverRefused({ action, resourceType, resource }: FirstRequest, judged: readonly JudgedRequests[]): boolean {
  const alike = judged.flatMap(({ checks }) =>
    checks.filter((one) => one.action === action && one.resourceType === resourceType),
  );
  if (alike.length === 0) return judged.length > 0 && judged.every(({ ends }) => ends);
  const same = alike.filter((one) => one.resource === resource);
  return same.length > 0 && same.every(({ verdict }) => verdict === 'allow');
}
