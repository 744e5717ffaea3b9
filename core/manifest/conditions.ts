// What must be so for a place to be reached, as far as the code around it says it in conditions.

import type { LineIndex } from '#core/base/lineIndex.ts';
import type { Expression, Node, Script, Statement, SwitchArm, SwitchExpression } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { Condition } from './manifest.ts';

/** The conditions on some nodes of a script, from the outermost in. */
export function conditionsOn(
  root: Script,
  text: string,
  lines: LineIndex,
  nodes: ReadonlySet<Node>,
): ReadonlyMap<Node, readonly Condition[]> {
  const reader = new ConditionReader(text, lines);
  const out = new Map<Node, readonly Condition[]>();
  walk(root, (node, ancestors) => {
    if (nodes.has(node)) out.set(node, reader.around([...ancestors, node]));
  });
  return out;
}

/** Longer ones are cut: the line says where to read on. */
const MAX_TEXT = 80;

class ConditionReader {
  readonly #text: string;
  readonly #lines: LineIndex;

  constructor(text: string, lines: LineIndex) {
    this.#text = text;
    this.#lines = lines;
  }

  /** Within a function, only what the function says. */
  around(path: readonly Node[]): readonly Condition[] {
    const inner = path.slice(path.findLastIndex(({ kind }) => kind === 'function') + 1);
    return inner.flatMap((node, i) => {
      const child = inner[i + 1];
      return child === undefined ? [] : this.#between(node, child);
    });
  }

  #between(node: Node, child: Node): readonly Condition[] {
    switch (node.kind) {
      case 'script':
      case 'block':
        return this.#passed(node.statements, child);
      case 'if':
        if (child === node.then) return [this.#holds(node.condition)];
        return child === node.otherwise ? [this.#fails(node.condition)] : [];
      case 'while':
        return child === node.body ? [this.#holds(node.condition)] : [];
      case 'for':
        return child === node.body
          ? [this.#say(node, `for each ${node.variable.text} in ${this.#source(node.iterable)}`)]
          : [];
      case 'switch':
        return child.kind === 'arm' ? [this.#arm(node, child)] : [];
      case 'try':
        return child === node.handler ? [this.#say(node.handler, 'after an error')] : [];
      case 'binary':
        if (child !== node.right) return [];
        if (node.operator === '&&') return [this.#holds(node.left)];
        if (node.operator === '||') return [this.#fails(node.left)];
        return node.operator === '??' ? [this.#say(node.left, `${this.#source(node.left)} is ()`)] : [];
      default:
        return [];
    }
  }

  /** Statements that would have left the block before. */
  #passed(statements: readonly Statement[], child: Node): readonly Condition[] {
    const before = statements.slice(0, Math.max(0, statements.indexOf(child as Statement)));
    return before.flatMap((statement) =>
      statement.kind === 'if' && statement.otherwise === undefined && leaves(statement.then.statements.at(-1))
        ? [this.#fails(statement.condition)]
        : [],
    );
  }

  #arm({ subject }: SwitchExpression, { patterns, guard, span }: SwitchArm): Condition {
    const values = patterns.map((pattern) => this.#source(pattern)).join(' or ');
    const which = patterns.length === 0 ? 'is none of the other cases' : `is ${values}`;
    const also = guard === undefined ? '' : ` and ${this.#source(guard)}`;
    return { text: `${this.#source(subject)} ${which}${also}`, line: this.#lineOf(span.start) };
  }

  #holds(condition: Expression): Condition {
    return this.#say(condition, this.#source(condition));
  }

  #fails(condition: Expression): Condition {
    return this.#say(condition, `not (${this.#source(condition)})`);
  }

  #say({ span }: Node, text: string): Condition {
    return { text, line: this.#lineOf(span.start) };
  }

  #source({ span }: Node): string {
    const text = this.#text.slice(span.start, span.end).replace(/\s+/g, ' ');
    return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
  }

  #lineOf(offset: number): number {
    return this.#lines.toLineColumn(offset).line + 1;
  }
}

function leaves(last: Statement | undefined): boolean {
  return last !== undefined && ['return', 'throw', 'break', 'continue'].includes(last.kind);
}
