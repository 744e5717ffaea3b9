// Everything the static side says about one script under one policy: findings and a verdict for every SDK call.

import { type HostView, NO_HOST } from '#core/authz/environment.ts';
import type { AbstractValue } from '#core/base/abstractValue.ts';
import type { Diagnostic } from '#core/base/diagnostic.ts';
import { type CancellationToken, checkCancelled, NEVER_CANCELLED } from '#core/base/ports.ts';
import { finish, type Steps } from '#core/base/steps.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { CallSite, FlowResult } from '#core/rhai/flow/callSite.ts';
import type { Resolution } from '#core/rhai/resolve/symbols.ts';
import type { Expression, Node } from '#core/rhai/syntax/ast.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import { CallMemory } from './callMemory.ts';
import type { CallVerdict, Governance } from './callVerdict.ts';
import { argumentInFunction } from './diagnostics/argumentInFunction.ts';
import { deniedCall } from './diagnostics/deniedCall.ts';
import { deniedSilent } from './diagnostics/deniedSilent.ts';
import { depends } from './diagnostics/depends.ts';
import { unknownConstant } from './diagnostics/unknownConstant.ts';
import { unknownName } from './diagnostics/unknownName.ts';
import { unknownProperty } from './diagnostics/unknownProperty.ts';
import { wrongArguments } from './diagnostics/wrongArguments.ts';
import { wrongAssignment, wrongOperands } from './diagnostics/wrongOperands.ts';
import { type FollowedFlow, type FollowedScript, followedFlow, settledFlow } from './followedFlow.ts';
import { siteVerdict } from './siteVerdict.ts';

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
  const { catalog, governance } = context;
  const script: FollowedScript = {
    parse,
    resolution,
    catalog,
    governance,
    arguments: context.arguments,
    prediction: { host: context.host ?? NO_HOST, free: () => true },
    memory: context.memory ?? new CallMemory(),
  };
  const followed = yield* followedFlow(script);
  let calls = yield* verdictsOf(script, followed, undefined, token);
  if (calls.some(maySettle)) calls = yield* verdictsOf(script, followed, yield* settledFlow(script, followed), token);
  const { flow } = followed;
  return { flow, calls, diagnostics: diagnosticsOf(parse, resolution, flow, calls, context) };
}

/** Whether more may be known of a call once it is clear which runs come to it. */
function maySettle({ reachable, verdict, site }: CallVerdict): boolean {
  return reachable && (verdict === 'deny' || (verdict !== 'allow' && site.contexts.length > 1));
}

function* verdictsOf(
  { governance, prediction, memory }: FollowedScript,
  followed: FollowedFlow,
  settled: FollowedFlow | undefined,
  token: CancellationToken,
): Steps<readonly CallVerdict[]> {
  const calls: CallVerdict[] = [];
  for (const site of followed.flow.callSites) {
    checkCancelled(token);
    const other = settled?.siteOf(site.node);
    // What no run comes to is judged as if one did.
    const isSettled = settled !== undefined && other?.reachable === true;
    const { effects } = isSettled ? settled : followed;
    const optionsOf = (part: CallSite) => ({ ...prediction, host: effects.hostBefore(part) });
    const call = siteVerdict(isSettled ? other : site, optionsOf, governance, memory);
    if (call !== undefined) calls.push({ ...call, site });
    yield;
  }
  return calls;
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
      unknownName(site, type, catalog),
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
    if (node.kind === 'assignment')
      found.push(
        wrongAssignment(
          node,
          operandType(node.target, flow),
          operandType(node.value, flow),
          severityAt(node.target, ancestors, flow),
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
