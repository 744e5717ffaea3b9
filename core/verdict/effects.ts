// Which changes to the host may have happened when a call runs: those of every call that may run before it.

import { type Alteration, alterationsOf, alteredHost, takesKnowledge } from '#core/authz/alteredHost.ts';
import { type HostView, NO_HOST } from '#core/authz/environment.ts';
import { type PredictionOptions, predictChecks } from '#core/authz/predict.ts';
import { type CallOrder, type CallSite, mayPrecede } from '#core/rhai/flow/callSite.ts';
import type { CallMemory } from './callMemory.ts';
import { abstractCall } from './callVerdict.ts';

/** When the host can be changed, and how. */
interface Change {
  readonly order: CallOrder;
  readonly made: readonly Alteration[];
}

/** The changes that each call site can make. */
export class ScriptEffects {
  readonly #host: HostView;
  readonly #changes: readonly Change[];
  readonly #foreign: readonly Alteration[];
  /** Many calls have the same changes before them: all those between two changes. */
  readonly #hosts = new Map<string, HostView>();

  /** `imports` says whether the script loads other scripts, whose changes are not known. */
  constructor(
    sites: readonly CallSite[],
    options: PredictionOptions,
    code: { readonly imports: boolean },
    memory: CallMemory,
  ) {
    const hosts = options.host.given ? [options.host, NO_HOST] : [options.host];
    this.#host = options.host;
    this.#changes = sites
      .filter(({ reachable }) => reachable)
      .flatMap((site) => changesAt(site, hosts, options, memory))
      .filter(({ made }) => made.length > 0);
    this.#foreign = code.imports ? [{ path: { kind: 'exact', value: '/' }, kinds: EVERYTHING, below: true }] : [];
  }

  /** The host after anything that may change in a run. */
  get hostAfterAll(): HostView {
    return this.#hostAfter(this.#changes);
  }

  /** The host with what may have changed before a call, or before any of its executions. */
  hostBefore({ contexts }: Pick<CallSite, 'contexts'>): HostView {
    if (this.#changes.length === 0) return this.hostAfterAll;
    const before: Change[] = [];
    let key = '';
    for (const [i, change] of this.#changes.entries()) {
      if (!contexts.some(({ order }) => mayPrecede(change.order, order))) continue;
      before.push(change);
      key += `${i},`;
    }
    const known = this.#hosts.get(key) ?? this.#hostAfter(before);
    this.#hosts.set(key, known);
    return known;
  }

  #hostAfter(changes: readonly Change[]): HostView {
    return alteredHost(this.#host, [...this.#foreign, ...changes.flatMap(({ made }) => made)]);
  }
}

const EVERYTHING = ['directory', 'file', 'missing', 'symlink'] as const;

/** What a call may change, in each of the ways it is made. */
function changesAt(
  site: CallSite,
  hosts: readonly HostView[],
  options: PredictionOptions,
  memory: CallMemory,
): readonly Change[] {
  return site.contexts.flatMap((context) => {
    // Most calls are of the script or of Rhai's library, and change nothing.
    if (!context.candidates.some(({ checks }) => checks.length > 0)) return [];
    const part: CallSite = { ...site, ...context, contexts: [context] };
    const made = memory.changes(part, options.host, () => changesOf(part, hosts, options));
    return [{ order: context.order, made }];
  });
}

/** Predicted on the host as given and on any host, because earlier changes decide which branch a call takes. */
function changesOf(site: CallSite, hosts: readonly HostView[], options: PredictionOptions): readonly Alteration[] {
  return site.candidates
    .filter(({ checks }) => checks.length > 0)
    .flatMap((fn) => hosts.map((host) => predictChecks(abstractCall(site, fn), { ...options, host })))
    .flatMap(({ cases }) => cases.flatMap(({ checks }) => checks.flatMap(alterationsOf)))
    .filter((alteration) => takesKnowledge(alteration, options.host));
}
