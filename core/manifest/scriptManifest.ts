// Makes the manifest of a script: every request that a reached call can make, on any host without symbolic links unless one is given.

import { type HostView, NO_HOST } from '#core/authz/environment.ts';
import { type PredictedCheck, type PredictionOptions, predictChecks } from '#core/authz/predict.ts';
import type { AbstractValue } from '#core/base/abstractValue.ts';
import type { LineIndex } from '#core/base/lineIndex.ts';
import { finish, type Steps } from '#core/base/steps.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { CatalogFunction, Check } from '#core/catalog/types.ts';
import type { FollowedLabels } from '#core/review/followLabels.ts';
import { type Review, reviewScript } from '#core/review/reviewScript.ts';
import type { CallSite } from '#core/rhai/flow/callSite.ts';
import type { Resolution } from '#core/rhai/resolve/symbols.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';
import { CallMemory } from '#core/verdict/callMemory.ts';
import { abstractCall } from '#core/verdict/callVerdict.ts';
import { jsonRange } from '#core/verdict/checkJson.ts';
import { type FollowedFlow, followedFlow } from '#core/verdict/followedFlow.ts';
import { callbacksOf, computedPointers } from './callbacks.ts';
import { CATEGORIES, categoryOf } from './categories.ts';
import { conditionsOn } from './conditions.ts';
import { contextText } from './contextText.ts';
import { FallbackNotes, type Fallbacks, type FirstRequest, refusedBefore } from './fallbacks.ts';
import { inputsOf } from './inputs.ts';
import type { Condition, ForeignModule, Input, Permission, ResourcePattern, ScriptManifest, Use } from './manifest.ts';
import { patternsOf } from './resourcePattern.ts';

/** A script whose manifest is wanted. */
export interface ManifestSubject {
  /** How the manifest calls it. */
  readonly name: string;
  readonly parse: ParseResult;
  readonly resolution: Resolution;
  readonly lines: LineIndex;
  readonly catalog: SdkCatalog;
  /** The one host of all runs; absent for any host without symbolic links. */
  readonly host?: HostView;
}

/** A manifest with the review that it was made with. */
export interface ReviewedManifest {
  readonly manifest: ScriptManifest;
  /** Which requests come about only after another one was refused. */
  readonly fallbacks: Fallbacks;
  readonly review: Review;
}

/** The manifest of a script, for any arguments. */
export function scriptManifest(subject: ManifestSubject): ReviewedManifest {
  return finish(manifestSteps(subject));
}

/** The same in steps. */
export function* manifestSteps(subject: ManifestSubject): Steps<ReviewedManifest> {
  const { parse, resolution, catalog, lines, host = NO_HOST } = subject;
  const options: PredictionOptions = { host, free: () => true };
  const memory = new CallMemory();
  const followed = yield* followedFlow({
    ...{ parse, resolution, catalog, memory },
    ...{ arguments: undefined, governance: undefined, prediction: options },
  });
  yield;
  const { flow } = followed;
  const review = reviewScript({ parse, resolution, catalog, ...(host.given ? {} : { openFlow: flow }) });
  yield;
  const sites = flow.callSites.filter(
    (site) => site.reachable && site.candidates.some(({ checks }) => checks.length > 0),
  );
  const conditions = conditionsOn(parse.root, parse.text, lines, new Set<Node>(sites.map(({ node }) => node)));
  const collector = new Collector({ followed, options, catalog, labels: review.labels, lines, conditions });
  for (const site of sites) {
    collector.add(site);
    yield;
  }
  const notCovered = resolution.imports.map(
    ({ path, span }): ForeignModule => ({
      path: pathText(flow.valueOf(path)),
      line: lines.toLineColumn(span.start).line + 1,
    }),
  );
  const manifest: ScriptManifest = {
    version: 1,
    rex: catalog.data.rexVersion,
    script: subject.name,
    assumes: [
      ...(host.given || !collector.followsLinks ? [] : ['No path is a symbolic link.']),
      ...computedPointers(parse.root, flow).map(
        (start) =>
          `The function that line ${lines.toLineColumn(start).line + 1} names by a computed text is not one of the SDK.`,
      ),
    ],
    notCovered,
    permissions: collector.permissions(),
  };
  return { manifest, fallbacks: collector.fallbacks.finish(), review };
}

function pathText(value: AbstractValue | undefined): string {
  if (value?.kind === 'string') return value.value;
  if (value?.kind !== 'pattern') return '*';
  return value.parts.map((part) => (typeof part === 'string' ? part : '*')).join('');
}

interface Known {
  readonly catalog: SdkCatalog;
  readonly followed: FollowedFlow;
  readonly options: PredictionOptions;
  readonly labels: FollowedLabels;
  readonly lines: LineIndex;
  readonly conditions: ReadonlyMap<Node, readonly Condition[]>;
}

/** Gathers the requests of call sites. */
class Collector {
  readonly #known: Known;
  readonly #found = new Map<string, { permission: Omit<Permission, 'uses'>; uses: Map<string, Use> }>();
  readonly fallbacks = new FallbackNotes();
  followsLinks = false;

  constructor(known: Known) {
    this.#known = known;
  }

  /** In the order of categories; within one, in the order in which they were found. */
  permissions(): readonly Permission[] {
    const all = [...this.#found.values()].map(
      ({ permission, uses }): Permission => ({
        ...permission,
        uses: [...uses.values()],
      }),
    );
    const rank = ({ category }: Permission) => CATEGORIES.indexOf(category);
    return all.sort((a, b) => rank(a) - rank(b));
  }

  add(site: CallSite): void {
    const parts =
      site.contexts.length < 2 ? [site] : site.contexts.map((one) => ({ ...site, ...one, contexts: [one] }));
    for (const part of parts)
      for (const fn of part.candidates) {
        if (fn.checks.length === 0) continue;
        this.followsLinks ||= JSON.stringify(fn.checks).includes('"resolved"');
        this.#predict(part, fn);
        for (const { fn: called, resource } of callbacksOf(part, fn, this.#known.catalog))
          for (const check of called.checks) this.#anything(part, called, check, resource);
      }
  }

  #predict(site: CallSite, fn: CatalogFunction): void {
    const { followed, options } = this.#known;
    const host = followed.effects.hostBefore(site);
    const { cases, complete } = predictChecks(abstractCall(site, fn), { ...options, host });
    if (!complete) {
      for (const check of fn.checks) this.#anything(site, fn, check);
      return;
    }
    for (const { checks } of cases)
      for (const predicted of checks) {
        const check = fn.checks[predicted.index];
        if (check !== undefined) this.#note(site, fn, check, predicted, refusedBefore(predicted, checks, fn));
      }
  }

  /** Where there are too many cases to tell apart, or nobody knows with what a function is called. */
  #anything(site: CallSite, fn: CatalogFunction, check: Check, about: ResourcePattern = { kind: 'anything' }): void {
    const resource: ResourcePattern = check.resource.op === 'fresh' ? { kind: 'fresh' } : about;
    for (const resourceType of check.resourceTypes)
      this.#put(site, fn, check, {
        ...{ resourceType, resource, asRoot: check.principal === 'root' },
        ...{ source: 'many values', first: [] },
      });
  }

  #note(
    site: CallSite,
    fn: CatalogFunction,
    check: Check,
    predicted: PredictedCheck,
    first: readonly FirstRequest[],
  ): void {
    const { resource, resourceType, asRoot } = predicted;
    const source = resource.kind === 'pattern' ? resource.source : undefined;
    for (const pattern of patternsOf(resource, resourceType))
      this.#put(site, fn, check, { resourceType, resource: pattern, asRoot, source, first });
  }

  #put(site: CallSite, fn: CatalogFunction, check: Check, request: Request): void {
    const { resourceType, resource, asRoot, source, first } = request;
    const context = contextText(site, check);
    const permission = {
      category: categoryOf(check.action, resourceType),
      action: check.action,
      resourceType,
      ...(asRoot ? { principal: 'root' as const } : {}),
      resource,
      ...(context === undefined ? {} : { context }),
    };
    const key = JSON.stringify(permission);
    const entry = this.#found.get(key) ?? { permission, uses: new Map<string, Use>() };
    this.#found.set(key, entry);
    const { lines, conditions } = this.#known;
    const at = `${site.span.start} ${fn.name}`;
    const use: Use = entry.uses.get(at) ?? {
      function: fn.name,
      range: jsonRange(site.span, lines),
      ...(site.enclosing === undefined ? {} : { within: site.enclosing.name.text }),
      inputs: source === undefined ? [] : this.#inputs(site, fn, check, source),
      conditions: conditions.get(site.node) ?? [],
    };
    entry.uses.set(at, use);
    this.fallbacks.note(use, first);
  }

  /** Where no label came, the words of the prediction say what is not known. */
  #inputs(site: CallSite, fn: CatalogFunction, check: Check, source: string): readonly Input[] {
    const inputs = inputsOf(site, fn, check, this.#known.labels, this.#known.lines);
    return inputs.length > 0 ? inputs : [{ kind: 'unknown', text: source, bound: 'no' }];
  }
}

interface Request {
  readonly resourceType: string;
  readonly resource: ResourcePattern;
  readonly asRoot: boolean;
  /** Where the unknown part comes from. */
  readonly source: string | undefined;
  /** What has to be refused first. */
  readonly first: readonly FirstRequest[];
}
