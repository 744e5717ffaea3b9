// What was found out of calls before, for scripts that are judged again after every keystroke. Answers depend on nothing
// but the call, the host before it, the policy and the user, so that a remembered one is the one that would be computed.

import type { Alteration } from '#core/authz/alteredHost.ts';
import type { HostView } from '#core/authz/environment.ts';
import { keyOfValue } from '#core/base/abstractValue.ts';
import { Remembered } from '#core/base/remembered.ts';
import type { PreparedPolicySet } from '#core/cedar/types.ts';
import type { CallSite } from '#core/rhai/flow/callSite.ts';
import type { Governance, Judgement, JudgementMemory } from './callVerdict.ts';

/** Calls of a large script; more are forgotten, those first that were asked for longest ago. */
const REMEMBERED_CALLS = 16_384;

/** Holds hosts and policies weakly: what is said of them goes with them. */
export class CallMemory implements JudgementMemory {
  readonly #changes = new WeakMap<HostView, Remembered<readonly Alteration[]>>();
  readonly #keys = new WeakMap<CallSite, string>();
  readonly #judgements = new WeakMap<HostView, WeakMap<PreparedPolicySet, Remembered<Judgement>>>();

  /** What a call may change on a host. */
  changes(site: CallSite, host: HostView, compute: () => readonly Alteration[]): readonly Alteration[] {
    const known = this.#changes.get(host) ?? new Remembered<readonly Alteration[]>(REMEMBERED_CALLS);
    this.#changes.set(host, known);
    return known.get(this.#keyOf(site), compute);
  }

  /** The verdict on a call that runs on a host. */
  judgement(site: CallSite, host: HostView, governance: Governance, compute: () => Judgement): Judgement {
    const { policies, principal } = governance;
    const byPolicy = this.#judgements.get(host) ?? new WeakMap<PreparedPolicySet, Remembered<Judgement>>();
    this.#judgements.set(host, byPolicy);
    const known = byPolicy.get(policies.policySet) ?? new Remembered<Judgement>(REMEMBERED_CALLS);
    byPolicy.set(policies.policySet, known);
    return known.get(JSON.stringify([policies.name, principal, site.target]) + this.#keyOf(site), compute);
  }

  #keyOf(site: CallSite): string {
    const known = this.#keys.get(site);
    if (known !== undefined) return known;
    const { candidates, receiver, args } = site;
    const ids = candidates.map(({ id }) => id).join(' ');
    const key = `${ids}\n${receiver === undefined ? '' : keyOfValue(receiver)}\n${args.map(keyOfValue).join()}`;
    this.#keys.set(site, key);
    return key;
  }
}
