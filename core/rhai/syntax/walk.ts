// Ways through the tree: children, walks, and the nodes at an offset.

import { type Span, touches } from '#core/base/span.ts';
import type { Node, Script } from './ast.ts';

/** The nodes directly below a node, in the order of the text. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    // Most nodes are leaves.
    case 'name':
    case 'identifier':
    case 'string':
    case 'text':
    case 'int':
      return NONE;
    case 'script':
    case 'block':
      return node.statements;
    case 'interpolation':
      return node.parts;
    case 'array':
      return node.items;
    case 'map':
      return node.entries;
    case 'entry':
      return [node.key, node.value];
    case 'path':
      return [...node.modules, node.name];
    case 'call':
      return node.modules.length === 0 ? [node.name, ...node.args] : [...node.modules, node.name, ...node.args];
    case 'methodCall':
      return [node.receiver, node.name, ...node.args];
    case 'member':
      return [node.object, node.name];
    case 'index':
      return [node.object, node.index];
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'paren':
      return [node.inner];
    case 'closure':
      return [...node.parameters, node.body];
    case 'assignment':
      return [node.target, node.value];
    case 'return':
    case 'throw':
    case 'break':
      return node.value === undefined ? NONE : [node.value];
    case 'if':
      return node.otherwise === undefined ? [node.condition, node.then] : [node.condition, node.then, node.otherwise];
    case 'let':
    case 'const':
      return node.value === undefined ? [node.name] : [node.name, node.value];
    default:
      return childrenOfCompound(node);
  }
}

type Compound = Exclude<
  Node,
  {
    kind:
      | 'script'
      | 'block'
      | 'interpolation'
      | 'array'
      | 'map'
      | 'entry'
      | 'path'
      | 'call'
      | 'methodCall'
      | 'member'
      | 'index'
      | 'unary'
      | 'binary'
      | 'paren'
      | 'closure'
      | 'assignment'
      | 'return'
      | 'throw'
      | 'break'
      | 'if'
      | 'let'
      | 'const'
      | 'name'
      | 'identifier'
      | 'string'
      | 'text'
      | 'int';
  }
>;

const NONE: readonly Node[] = [];

function childrenOfCompound(node: Compound): readonly Node[] {
  switch (node.kind) {
    case 'switch':
      return [node.subject, ...node.arms];
    case 'arm':
      return present([...node.patterns, node.guard, node.body]);
    case 'while':
      return [node.condition, node.body];
    case 'loop':
      return [node.body];
    case 'do':
      return [node.body, node.condition];
    case 'for':
      return present([node.variable, node.counter, node.iterable, node.body]);
    case 'function':
      return present([node.thisType, node.name, ...node.parameters, node.body]);
    case 'try':
      return present([node.body, node.variable, node.handler]);
    case 'import':
      return present([node.path, node.alias]);
    case 'export':
      return present([node.name, node.alias]);
    case 'unit':
    case 'bool':
    case 'float':
    case 'char':
    case 'this':
    case 'continue':
    case 'empty':
    case 'error':
      return NONE;
  }
}

function present(nodes: readonly (Node | undefined)[]): readonly Node[] {
  return nodes.filter((node) => node !== undefined);
}

/** Called for each node before its children; the answer `false` leaves the children out. */
export type Visitor = (node: Node, ancestors: readonly Node[]) => unknown;

/** Visits a node and all below it in the order of the text. `ancestors` runs from the root and is valid during the call. */
export function walk(root: Node, visit: Visitor): void {
  const ancestors: Node[] = [];
  const step = (node: Node): void => {
    if (visit(node, ancestors) === false) return;
    ancestors.push(node);
    for (const child of childrenOf(node)) step(child);
    ancestors.pop();
  };
  step(root);
}

/**
 * The nodes at an offset from the root down to the innermost one. Between two neighbours the right one counts, unless only
 * the left one is a name or a word.
 */
export function pathAt(root: Script, offset: number): readonly Node[] {
  const path: Node[] = [root];
  for (let node: Node | undefined = root; node !== undefined; ) {
    const next = childAt(node, offset);
    if (next !== undefined) path.push(next);
    node = next;
  }
  return path;
}

/** The innermost node at an offset. */
export function nodeAt(root: Script, offset: number): Node {
  const path = pathAt(root, offset);
  return path[path.length - 1] ?? root;
}

/** The nodes around a node of the tree, innermost first; empty for the root and for foreign nodes. */
export function ancestorsOf(root: Script, node: Node): readonly Node[] {
  let found: readonly Node[] = [];
  walk(root, (current, ancestors) => {
    if (current === node) found = [...ancestors].reverse();
    return found.length === 0 && encloses(current.span, node.span);
  });
  return found;
}

function encloses(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function childAt(node: Node, offset: number): Node | undefined {
  const touching = childrenOf(node).filter((child) => touches(child.span, offset));
  if (touching.length < 2) return touching[0];
  const words = touching.filter((child) => child.kind === 'name' || child.kind === 'identifier');
  return words.length === 1 ? words[0] : touching[touching.length - 1];
}
