// Everything the static side says about one script under one policy: findings and a verdict for every SDK call.

import { type HostView, NO_HOST } from '#core/authz/environment.ts';
import type { PredictionOptions } from '#core/authz/predict.ts';
import type { AbstractValue } from '#core/base/abstractValue.ts';
import type { Diagnostic } from '#core/base/diagnostic.ts';
import { type CancellationToken, checkCancelled, NEVER_CANCELLED } from '#core/base/ports.ts';
import { finish, type Steps } from '#core/base/steps.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import { flowSteps } from '#core/rhai/flow/analyzeFlow.ts';
import type { FlowResult } from '#core/rhai/flow/callSite.ts';
import type { Resolution } from '#core/rhai/resolve/symbols.ts';
import type { Expression, Node } from '#core/rhai/syntax/ast.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import { CallMemory } from './callMemory.ts';
import { type CallVerdict, callVerdict, type Governance } from './callVerdict.ts';
import { argumentInFunction } from './diagnostics/argumentInFunction.ts';
import { deniedCall } from './diagnostics/deniedCall.ts';
import { deniedSilent } from './diagnostics/deniedSilent.ts';
import { depends } from './diagnostics/depends.ts';
import { unknownConstant } from './diagnostics/unknownConstant.ts';
import { unknownName } from './diagnostics/unknownName.ts';
import { unknownProperty } from './diagnostics/unknownProperty.ts';
import { wrongArguments } from './diagnostics/wrongArguments.ts';
import { wrongOperands } from './diagnostics/wrongOperands.ts';
import { ScriptEffects } from './effects.ts';
import { hostAnswer } from './hostAnswers.ts';

/** What a script is judged by. */
export interface ScriptContext {
  readonly catalog: SdkCatalog;
  /** Absent where no policy is bound: then every verdict is `unknown`. */
  readonly governance?: Governance;
  /** Values of script arguments; absent names may have any value. */
  readonly arguments?: ReadonlyMap<string, AbstractValue>;
  /** The one initial host; absent for any host without symbolic links. */
  readonly host?: HostView;
  /** What is remembered from one analysis to the next; absent for a single one. */
  readonly memory?: CallMemory;
}

export interface ScriptAnalysis {
  readonly flow: FlowResult;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  /** In the order of the text; only calls that can ask for authorization. */
  readonly calls: readonly CallVerdict[];
}

/** Analyzes a script. Throws {@link Cancelled} once the token asks for it. */
export function analyzeScript(
  parse: ParseResult,
  resolution: Resolution,
  context: ScriptContext,
  token: CancellationToken = NEVER_CANCELLED,
): ScriptAnalysis {
  return finish(scriptSteps(parse, resolution, context, token));
}

/** The same in steps: of the flow, and of one call each. */
export function* scriptSteps(
  parse: ParseResult,
  resolution: Resolution,
  context: ScriptContext,
  token: CancellationToken = NEVER_CANCELLED,
): Steps<ScriptAnalysis> {
  const host = context.host ?? NO_HOST;
  const options: PredictionOptions = { host, free: () => true };
  const memory = context.memory ?? new CallMemory();
  const { flow, effects } = yield* followedFlow(parse, resolution, context, options, memory);
  const calls: CallVerdict[] = [];
  for (const site of flow.callSites) {
    checkCancelled(token);
    const call = callVerdict(site, { ...options, host: effects.hostBefore(site) }, context.governance, memory);
    if (call !== undefined) calls.push(call);
    yield;
  }
  return { flow, calls, diagnostics: diagnosticsOf(parse, resolution, flow, calls, context) };
}

/**
 * The analysis runs plainly first, to see what the script may change; where a host is given, or links may come about, it
 * runs again with what the host still answers after any of those changes.
 */
function* followedFlow(
  parse: ParseResult,
  resolution: Resolution,
  context: ScriptContext,
  options: PredictionOptions,
  memory: CallMemory,
): Steps<{ readonly flow: FlowResult; readonly effects: ScriptEffects }> {
  const code = { imports: resolution.imports.length > 0 };
  const analyze = (host: HostView, answers: HostView | undefined) =>
    flowSteps(parse, resolution, context.catalog, {
      ...(context.arguments === undefined ? {} : { arguments: context.arguments }),
      links: linksOf(host),
      ...(answers === undefined ? {} : { results: (call) => hostAnswer(call, answers, context.governance) }),
    });
  let flow = yield* analyze(options.host, undefined);
  let effects = new ScriptEffects(flow.callSites, options, code, memory);
  const changed = effects.hostAfterAll;
  if (changed.given || changed.mayHoldLinks('/')) {
    flow = yield* analyze(changed, changed.given ? changed : undefined);
    effects = new ScriptEffects(flow.callSites, options, code, memory);
  }
  return { flow, effects };
}

function linksOf(host: HostView): NonNullable<Parameters<typeof flowSteps>[3]>['links'] & object {
  return {
    resolve: (path) => host.resolve(path),
    isSymlink: (path) => {
      const kinds = host.kinds(path);
      if (!kinds.includes('symlink')) return false;
      return kinds.length === 1 ? true : undefined;
    },
  };
}

function diagnosticsOf(
  parse: ParseResult,
  resolution: Resolution,
  flow: FlowResult,
  calls: readonly CallVerdict[],
  context: ScriptContext,
): readonly Diagnostic[] {
  const { catalog } = context;
  const found: (Diagnostic | undefined)[] = [];
  for (const call of calls) if (call.reachable) found.push(deniedCall(call), deniedSilent(call), depends(call));
  for (const site of flow.callSites) {
    if (!site.reachable) continue;
    const type = site.receiverExpression === undefined ? undefined : flow.typeOf(site.receiverExpression);
    found.push(
      unknownName(site, catalog),
      wrongArguments(site, type, resolution, catalog),
      unknownProperty(site, type, catalog),
    );
  }
  walk(parse.root, (node, ancestors) => {
    if (node.kind === 'path') found.push(unknownConstant(node, catalog, severityAt(node, ancestors, flow)));
    if (node.kind === 'binary')
      found.push(
        wrongOperands(
          node,
          operandType(node.left, flow),
          operandType(node.right, flow),
          severityAt(node.left, ancestors, flow),
          catalog,
        ),
      );
    return true;
  });
  const isArgument = (name: string) => context.arguments?.has(name) === true;
  for (const name of resolution.unresolved) found.push(argumentInFunction(name, isArgument, 'warning'));
  return found.filter((diagnostic) => diagnostic !== undefined).sort((a, b) => a.span.start - b.span.start);
}

/** In a function for one type, `this` is only ever of that type, whatever the calls bring. */
function operandType(operand: Expression, flow: FlowResult): string | undefined {
  return operand.kind === 'this' ? undefined : flow.typeOf(operand);
}

/** What has no call site of its own fails certainly only where a run reaches it and nothing around it may catch. */
function severityAt(expression: Expression, ancestors: readonly Node[], flow: FlowResult): 'error' | 'warning' {
  const mayBeCaught = ancestors.some(({ kind }) => kind === 'try' || kind === 'function' || kind === 'closure');
  return mayBeCaught || flow.valueOf(expression) === undefined ? 'warning' : 'error';
}
