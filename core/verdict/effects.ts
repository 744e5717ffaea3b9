// Which changes to the host may have happened when a call runs: those of every call that may run before it.

import { type Alteration, alterationsOf, alteredHost, takesKnowledge } from '#core/authz/alteredHost.ts';
import { type HostView, NO_HOST } from '#core/authz/environment.ts';
import { type PredictionOptions, predictChecks } from '#core/authz/predict.ts';
import type { CallSite } from '#core/rhai/flow/callSite.ts';
import type { CallMemory } from './callMemory.ts';
import { abstractCall } from './callVerdict.ts';

/** A call that can change the host, and how. */
interface Change {
  readonly site: CallSite;
  readonly made: readonly Alteration[];
}

/** The changes that each call site can make. */
export class ScriptEffects {
  readonly #host: HostView;
  /** In the order of the text. */
  readonly #changes: readonly Change[];
  readonly #foreign: readonly Alteration[];
  /** Many calls have the same changes before them: all those in functions, and those between two changes. */
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
      .map((site) => ({ site, made: memory.changes(site, options.host, () => changesOf(site, hosts, options)) }))
      .filter(({ made }) => made.length > 0);
    this.#foreign = code.imports ? [{ path: { kind: 'exact', value: '/' }, kinds: EVERYTHING, below: true }] : [];
  }

  /** The host after anything that may change in a run. */
  get hostAfterAll(): HostView {
    return this.#hostAfter(this.#changes);
  }

  /** The host with what may have changed before a call. */
  hostBefore(site: CallSite): HostView {
    const key = this.#keyOf(site);
    const known =
      this.#hosts.get(key) ?? this.#hostAfter(this.#changes.filter((other) => mayPrecede(other.site, site)));
    this.#hosts.set(key, known);
    return known;
  }

  #hostAfter(changes: readonly Change[]): HostView {
    return alteredHost(this.#host, [...this.#foreign, ...changes.flatMap(({ made }) => made)]);
  }

  /** The same for calls that the same changes may precede. */
  #keyOf(site: CallSite): string {
    if (mayRunAgain(site)) return 'any';
    const earlier = this.#changes.filter((other) => other.site.span.start < site.span.end).length;
    const own = site.inLoop ? 'loop' : this.#changes.findIndex((other) => other.site === site);
    return `${earlier} ${own}`;
  }
}

const EVERYTHING = ['directory', 'file', 'missing', 'symlink'] as const;

/** Predicted on the host as given and on any host, because earlier changes decide which branch a call takes. */
function changesOf(site: CallSite, hosts: readonly HostView[], options: PredictionOptions): readonly Alteration[] {
  return site.candidates
    .filter(({ checks }) => checks.length > 0)
    .flatMap((fn) => hosts.map((host) => predictChecks(abstractCall(site, fn), { ...options, host })))
    .flatMap(({ cases }) => cases.flatMap(({ checks }) => checks.flatMap(alterationsOf)))
    .filter((alteration) => takesKnowledge(alteration, options.host));
}

/** Source order, unless a loop or a function lets a later place run first. */
function mayPrecede(other: CallSite, site: CallSite): boolean {
  if (other === site) return site.inLoop || mayRunAgain(site);
  return other.span.start < site.span.end || mayRunAgain(other) || mayRunAgain(site) || (other.inLoop && site.inLoop);
}

function mayRunAgain(site: CallSite): boolean {
  return site.enclosing !== undefined || site.throughPointer;
}
