// What the formatter has to know of the tree: where statements and items start, what brackets belong to, which `|` and `-` are what.

import type { Node } from '../syntax/ast.ts';
import type { ParseResult } from '../syntax/parser.ts';
import { tokenIndexAt } from '../syntax/tokens.ts';
import { walk } from '../syntax/walk.ts';

export interface Shape {
  /** Where statements start. */
  readonly statements: ReadonlySet<number>;
  /** Where statements, arms, entries and items start: what a line of its own is for. */
  readonly items: ReadonlySet<number>;
  /** Number of statements by the offset of a block's brace. */
  readonly blocks: ReadonlyMap<number, number>;
  /** By the brace of a block that a keyword opens: where the keyword stands, which the closing brace goes under. */
  readonly owners: ReadonlyMap<number, number>;
  /** Offsets of the `|` that open and close the parameters of closures. */
  readonly openPipes: ReadonlySet<number>;
  readonly closePipes: ReadonlySet<number>;
  readonly unaries: ReadonlySet<number>;
  /** Arrays whose items may stand several on a line. */
  readonly simpleArrays: ReadonlySet<number>;
  readonly indices: ReadonlySet<number>;
}

/** Reads the shape of a text that has no errors. */
export function shapeOf(parsed: ParseResult): Shape {
  const shape = new ShapeReader(parsed);
  walk(parsed.root, (node) => {
    shape.read(node);
    return node.kind !== 'interpolation';
  });
  return shape;
}

class ShapeReader implements Shape {
  readonly statements = new Set<number>();
  readonly items = new Set<number>();
  readonly blocks = new Map<number, number>();
  readonly owners = new Map<number, number>();
  readonly openPipes = new Set<number>();
  readonly closePipes = new Set<number>();
  readonly unaries = new Set<number>();
  readonly simpleArrays = new Set<number>();
  readonly indices = new Set<number>();
  readonly #parsed: ParseResult;

  constructor(parsed: ParseResult) {
    this.#parsed = parsed;
  }

  read(node: Node): void {
    switch (node.kind) {
      case 'script':
      case 'block':
        if (node.kind === 'block') this.blocks.set(node.span.start, node.statements.length);
        for (const statement of node.statements) {
          if (statement.kind === 'empty') continue;
          this.statements.add(statement.span.start);
          this.items.add(statement.span.start);
        }
        return;
      case 'switch':
        this.owners.set(this.#braceBehind(node.subject.span.end), node.span.start);
        return;
      case 'arm':
      case 'entry':
        this.items.add(node.span.start);
        return;
      case 'array':
        for (const item of node.items) this.items.add(item.span.start);
        if (node.items.every(({ kind }) => SIMPLE.has(kind))) this.simpleArrays.add(node.span.start);
        return;
      case 'call':
      case 'methodCall':
        for (const arg of node.args) this.items.add(arg.span.start);
        return;
      case 'index':
        this.indices.add(this.#tokenBehind(node.object.span.end));
        return;
      case 'unary':
        this.unaries.add(node.span.start);
        return;
      case 'closure':
        this.#readClosure(node.span.start, node.body.span.start);
        return;
      default:
        this.#readOwned(node);
    }
  }

  #readOwned(node: Node): void {
    switch (node.kind) {
      case 'if':
        this.owners.set(node.then.span.start, node.span.start);
        if (node.otherwise?.kind === 'block') this.owners.set(node.otherwise.span.start, node.span.start);
        return;
      case 'while':
      case 'loop':
      case 'do':
      case 'for':
      case 'function':
        this.owners.set(node.body.span.start, node.span.start);
        return;
      case 'try':
        this.owners.set(node.body.span.start, node.span.start);
        this.owners.set(node.handler.span.start, node.span.start);
        return;
      default:
        return;
    }
  }

  #readClosure(start: number, body: number): void {
    const { tokens } = this.#parsed;
    const open = tokenIndexAt(tokens, start);
    this.openPipes.add(start);
    if (tokens.kinds[open] === '||') {
      this.closePipes.add(start);
      return;
    }
    const before = tokenIndexAt(tokens, body) - 1;
    for (let index = before; index > open; index--) {
      if (tokens.kinds[index] !== '|') continue;
      this.closePipes.add(tokens.starts[index] ?? 0);
      return;
    }
  }

  #braceBehind(offset: number): number {
    const { tokens } = this.#parsed;
    let index = tokenIndexAt(tokens, offset);
    while (index < tokens.kinds.length - 1 && tokens.kinds[index] !== '{') index++;
    return tokens.starts[index] ?? offset;
  }

  #tokenBehind(offset: number): number {
    const { tokens } = this.#parsed;
    return tokens.starts[tokenIndexAt(tokens, offset)] ?? offset;
  }
}

const SIMPLE: ReadonlySet<string> = new Set([
  'int',
  'float',
  'bool',
  'char',
  'string',
  'identifier',
  'unit',
  'path',
  'unary',
]);
