// The flow of a script on a host, in up to three rounds: plainly, to see what the script may change; with what the host still
// answers at each call; and with how calls end, so that nothing is said of runs that stop before.

import type { HostView } from '#core/authz/environment.ts';
import type { PredictionOptions } from '#core/authz/predict.ts';
import type { AbstractValue } from '#core/base/abstractValue.ts';
import type { Steps } from '#core/base/steps.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import { flowSteps } from '#core/rhai/flow/analyzeFlow.ts';
import type { CallSite, FlowOptions, FlowResult, MadeCall } from '#core/rhai/flow/callSite.ts';
import type { Resolution } from '#core/rhai/resolve/symbols.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';
import type { CallMemory } from './callMemory.ts';
import { callVerdict, type Governance } from './callVerdict.ts';
import { ScriptEffects } from './effects.ts';
import { hostAnswer } from './hostAnswers.ts';
import { comesBack, isRefused } from './outlook.ts';

/** What a script's flow is followed with. */
export interface FollowedScript {
  readonly parse: ParseResult;
  readonly resolution: Resolution;
  readonly catalog: SdkCatalog;
  readonly arguments: ReadonlyMap<string, AbstractValue> | undefined;
  readonly governance: Governance | undefined;
  readonly prediction: PredictionOptions;
  readonly memory: CallMemory;
}

/** Call sites with the state of the host before each. */
export class FollowedFlow {
  readonly flow: FlowResult;
  readonly effects: ScriptEffects;
  readonly #sites = new Map<Node, CallSite | undefined>();

  constructor(flow: FlowResult, { prediction, resolution, memory }: FollowedScript) {
    this.flow = flow;
    const code = { imports: resolution.imports.length > 0 };
    this.effects = new ScriptEffects(flow.callSites, prediction, code, memory);
    for (const site of flow.callSites) this.#sites.set(site.node, this.#sites.has(site.node) ? undefined : site);
  }

  /** The one call site of a node; undefined where there are more. */
  siteOf(node: Node): CallSite | undefined {
    return this.#sites.get(node);
  }

  /** The host before the call of a node. */
  hostAt(node: Node): HostView {
    const site = this.siteOf(node);
    return site === undefined ? this.effects.hostAfterAll : this.effects.hostBefore(site);
  }
}

/** The first two rounds, or one where the host answers nothing. */
export function* followedFlow(script: FollowedScript): Steps<FollowedFlow> {
  const first = new FollowedFlow(yield* flowWith(script, { links: linksOf(script.prediction.host) }), script);
  const changed = first.effects.hostAfterAll;
  if (!changed.given && !changed.mayHoldLinks('/')) return first;
  return new FollowedFlow(yield* flowWith(script, answersOf(script, first)), script);
}

/** The last round: what is behind a call that is certainly refused is left out. */
export function* settledFlow(script: FollowedScript, before: FollowedFlow): Steps<FollowedFlow> {
  const outlook = (call: MadeCall) => outlookOf(script, before, call);
  return new FollowedFlow(yield* flowWith(script, { ...answersOf(script, before), outlook }), script);
}

function flowWith(script: FollowedScript, options: FlowOptions): Steps<FlowResult> {
  const { parse, resolution, catalog } = script;
  const known = script.arguments === undefined ? {} : { arguments: script.arguments };
  return flowSteps(parse, resolution, catalog, { ...known, ...options });
}

/** What the host answers where nothing that the script did before can have changed it. */
function answersOf({ governance }: FollowedScript, before: FollowedFlow): FlowOptions {
  const changed = before.effects.hostAfterAll;
  const links = linksOf(changed);
  if (!changed.given) return { links };
  return { links, results: (call) => hostAnswer(call, before.hostAt(call.node), governance) };
}

function outlookOf(
  { governance, prediction, memory }: FollowedScript,
  before: FollowedFlow,
  call: MadeCall,
): ReturnType<NonNullable<FlowOptions['outlook']>> {
  const site = before.siteOf(call.node);
  const host = before.hostAt(call.node);
  if (call.function.checks.length === 0) return comesBack(call, host) ? 'returns' : undefined;
  if (site === undefined || governance === undefined) return undefined;
  const { receiver, args, function: fn } = call;
  const part: CallSite = { ...site, receiver, args, candidates: [fn], target: 'sdk' };
  const verdict = callVerdict(part, { ...prediction, host }, governance, memory);
  if (verdict === undefined) return undefined;
  if (isRefused(verdict)) return 'refused';
  return verdict.verdict === 'allow' && comesBack(call, host) ? 'returns' : undefined;
}

function linksOf(host: HostView): NonNullable<FlowOptions['links']> {
  return {
    resolve: (path) => host.resolve(path),
    isSymlink: (path) => {
      const kinds = host.kinds(path);
      if (!kinds.includes('symlink')) return false;
      return kinds.length === 1 ? true : undefined;
    },
  };
}
