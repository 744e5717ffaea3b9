// What each policy of a file does for the calls of scripts: which it permits, which it denies, which it may decide.

import type { JudgedCall } from './compareCalls.ts';

/** A call with the script it stands in. */
export interface UsingCall<Script> {
  readonly script: Script;
  readonly call: JudgedCall;
}

/** The calls that a policy has to do with; each call stands in the first list that it belongs to. */
export interface PolicyUse<Script> {
  /** A permit decides at least one request of these. */
  readonly permits: readonly UsingCall<Script>[];
  /** A forbid decides at least one request of these. */
  readonly denies: readonly UsingCall<Script>[];
  /** It may decide a request of these, which depends on input or could not be decided. */
  readonly mayDecide: readonly UsingCall<Script>[];
}

/** The use of each policy, by Cedar's id; without those that no call has to do with. */
export function policyUses<Script extends { readonly calls: readonly JudgedCall[] }>(
  scripts: readonly Script[],
): ReadonlyMap<string, PolicyUse<Script>> {
  const uses = new Map<
    string,
    { permits: UsingCall<Script>[]; denies: UsingCall<Script>[]; mayDecide: UsingCall<Script>[] }
  >();
  for (const script of scripts) {
    for (const call of script.calls) {
      if (!call.reachable) continue;
      for (const [id, list] of rolesIn(call)) {
        const use = uses.get(id) ?? { permits: [], denies: [], mayDecide: [] };
        uses.set(id, use);
        use[list].push({ script, call });
      }
    }
  }
  return uses;
}

type Role = keyof PolicyUse<unknown>;

function rolesIn({ checks }: JudgedCall): ReadonlyMap<string, Role> {
  const roles = new Map<string, Role>();
  for (const { verdict, policies } of checks) {
    const role: Role = verdict === 'allow' ? 'permits' : verdict === 'deny' ? 'denies' : 'mayDecide';
    for (const id of policies) if (role !== 'mayDecide' || !roles.has(id)) roles.set(id, role);
  }
  return roles;
}
