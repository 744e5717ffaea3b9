// What the rules of the language get and give. A rule never says `error` itself: the engine and the verdicts do.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { CallSite, FlowResult } from '#core/rhai/flow/callSite.ts';
import type { Resolution } from '#core/rhai/resolve/symbols.ts';
import type { Node } from '#core/rhai/syntax/ast.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';

/** A script as the rules see it. */
export interface RuleContext {
  readonly parse: ParseResult;
  readonly resolution: Resolution;
  readonly flow: FlowResult;
  readonly catalog: SdkCatalog;
  /** The call site of a node; undefined where no analysis came. */
  siteOf(node: Node): CallSite | undefined;
}

/** Looks at one node; `ancestors` runs from the root. */
export type NodeRule = (node: Node, ancestors: readonly Node[], context: RuleContext) => Diagnostic | undefined;

/** Looks at a whole script. */
export type ScriptRule = (context: RuleContext) => readonly Diagnostic[];
