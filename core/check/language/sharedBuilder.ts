// `shared-builder`: a builder whose setter is called for a copy, and that is used again: the setter changed the builder itself.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import { unwrap } from '#core/rhai/resolve/resolver.ts';
import type { Reference, Variable } from '#core/rhai/resolve/symbols.ts';
import type { Identifier, MethodCall, Node } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { RuleContext } from './rule.ts';

/** A chain of setters on a variable. */
interface Chain {
  readonly root: Identifier;
  readonly variable: Variable;
  /** Fields that it sets. */
  readonly fields: ReadonlySet<string>;
  /** The first setter, for the message. */
  readonly setter: MethodCall;
  /** Whether its value is used, other than for the variable itself. */
  readonly isCopy: boolean;
  /** What holds the chain, from the outside. */
  readonly ancestors: readonly Node[];
}

/** Source: recorded runs; setters change the builder in place as well as return it. */
export function sharedBuilders(context: RuleContext): readonly Diagnostic[] {
  const chains = new Map<Identifier, Chain>();
  walk(context.parse.root, (node, ancestors) => {
    const chain = node.kind === 'identifier' ? chainAt(node, ancestors, context) : undefined;
    if (chain !== undefined) chains.set(chain.root, chain);
    return true;
  });
  const found: Diagnostic[] = [];
  for (const chain of chains.values()) {
    if (!chain.isCopy || chain.fields.size === 0) continue;
    const next = laterUse(chain, chains);
    if (next !== undefined) found.push(finding(chain, next));
  }
  return found;
}

function finding({ root, setter }: Chain, next: Reference): Diagnostic {
  return {
    code: 'shared-builder',
    severity: 'warning',
    message: `${setter.name.text} changes ${root.name} itself, and ${root.name} is used again with that change: call it on a copy.`,
    span: root.span,
    data: { name: root.name },
    related: [{ document: 'script', span: next.span, message: 'It is used again here.' }],
  };
}

function chainAt(root: Identifier, ancestors: readonly Node[], context: RuleContext): Chain | undefined {
  const variable = context.resolution.variableOf(root);
  if (variable === undefined) return undefined;
  const type = context.flow.typeOf(root);
  if (type === undefined || context.catalog.type(type)?.builder === undefined) return undefined;
  const fields = new Set<string>();
  let setter: MethodCall | undefined;
  let at: Node = root;
  let index = ancestors.length - 1;
  for (; index >= 0; index--) {
    const outer = ancestors[index];
    if (outer?.kind !== 'methodCall' || unwrap(outer.receiver) !== unwrapNode(at)) break;
    const sets = context.catalog.methodsOf(type, outer.name.text).find((fn) => fn.sets !== undefined)?.sets;
    if (sets !== undefined) {
      setter ??= outer;
      fields.add(sets);
    }
    at = outer;
  }
  if (setter === undefined) return undefined;
  return {
    root,
    variable,
    fields,
    setter,
    ancestors: [...ancestors],
    isCopy: isValueUsed(at, ancestors[index], variable, context),
  };
}

function unwrapNode(node: Node): Node {
  return node.kind === 'paren' ? node.inner : node;
}

/** Whether the value of a chain goes anywhere but back into its variable. */
function isValueUsed(chain: Node, parent: Node | undefined, variable: Variable, { resolution }: RuleContext): boolean {
  if (parent === undefined || parent.kind === 'block' || parent.kind === 'script') return false;
  // Nothing comes after it.
  if (parent.kind === 'return' || parent.kind === 'throw') return false;
  if (parent.kind !== 'assignment') return true;
  return !(
    parent.value === chain &&
    parent.target.kind === 'identifier' &&
    resolution.variableOf(parent.target) === variable
  );
}

/** A use behind the chain that does not first set all that the chain set. */
function laterUse(chain: Chain, chains: ReadonlyMap<Identifier, Chain>): Reference | undefined {
  const { root, variable, fields } = chain;
  for (const reference of variable.references) {
    if (reference.span.start <= root.span.start || reference.access.kind === 'part') continue;
    if (isInOtherBranch(chain, reference)) continue;
    if (reference.access.kind === 'write') return undefined;
    const next = reference.node.kind === 'identifier' ? chains.get(reference.node) : undefined;
    if (next === undefined || ![...fields].every((field) => next.fields.has(field))) return reference;
  }
  return undefined;
}

/** Whether a run that comes to the chain cannot go on to a place: the other side of an `if`, or another case. */
function isInOtherBranch({ root, ancestors }: Chain, { span }: Reference): boolean {
  const holds = (node: Node) => node.span.start <= span.start && span.end <= node.span.end;
  const holdsRoot = (node: Node) => node.span.start <= root.span.start && root.span.end <= node.span.end;
  return ancestors.some((outer) => {
    if (outer.kind === 'if')
      return !holdsRoot(outer.condition) && holdsRoot(outer.then) && !holds(outer.then) && holds(outer);
    return outer.kind === 'switch' && outer.arms.some((arm) => holdsRoot(arm.body) && !holds(arm)) && holds(outer);
  });
}
