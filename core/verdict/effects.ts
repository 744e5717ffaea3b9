// Which changes to the host may have happened when a call runs: those of every call that may run before it.

import { type Alteration, alterationsOf } from '#core/authz/alteredHost.ts';
import { type HostView, NO_HOST } from '#core/authz/environment.ts';
import { type PredictionOptions, predictChecks } from '#core/authz/predict.ts';
import type { CallSite } from '#core/rhai/flow/callSite.ts';
import { abstractCall } from './callVerdict.ts';

/** The changes that each call site can make. */
export class ScriptEffects {
  readonly #changes: ReadonlyMap<CallSite, readonly Alteration[]>;
  readonly #foreign: readonly Alteration[];

  /** `imports` says whether the script loads other scripts, whose changes are not known. */
  constructor(sites: readonly CallSite[], options: PredictionOptions, code: { readonly imports: boolean }) {
    const hosts = options.host.given ? [options.host, NO_HOST] : [options.host];
    this.#changes = new Map(
      sites.filter(({ reachable }) => reachable).map((site) => [site, changesOf(site, hosts, options)]),
    );
    this.#foreign = code.imports ? [{ path: { kind: 'exact', value: '/' }, kinds: EVERYTHING, below: true }] : [];
  }

  /** Everything that may change in a run. */
  get all(): readonly Alteration[] {
    return [...this.#foreign, ...[...this.#changes.values()].flat()];
  }

  /** What may have changed before a call. */
  before(site: CallSite): readonly Alteration[] {
    const changes = [...this.#changes].filter(([other]) => mayPrecede(other, site)).flatMap(([, made]) => made);
    return [...this.#foreign, ...changes];
  }
}

const EVERYTHING = ['directory', 'file', 'missing', 'symlink'] as const;

/** Predicted on the host as given and on any host, because earlier changes decide which branch a call takes. */
function changesOf(site: CallSite, hosts: readonly HostView[], options: PredictionOptions): readonly Alteration[] {
  return site.candidates
    .filter(({ checks }) => checks.length > 0)
    .flatMap((fn) => hosts.map((host) => predictChecks(abstractCall(site, fn), { ...options, host })))
    .flatMap(({ cases }) => cases.flatMap(({ checks }) => checks.flatMap(alterationsOf)));
}

/** Source order, unless a loop or a function lets a later place run first. */
function mayPrecede(other: CallSite, site: CallSite): boolean {
  const again = (place: CallSite) => place.enclosing !== undefined || place.throughPointer;
  if (other === site) return site.inLoop || again(site);
  return other.span.start < site.span.end || again(other) || again(site) || (other.inLoop && site.inLoop);
}
