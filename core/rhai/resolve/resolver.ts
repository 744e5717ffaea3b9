// Binds names to declarations, by the engine's rules: blocks, shadowing, closures that capture, functions that see nothing outside.

import { touches } from '#core/base/span.ts';
import type {
  Assignment,
  Block,
  CallExpression,
  Closure,
  ExportStatement,
  Expression,
  FunctionDefinition,
  Identifier,
  ImportStatement,
  Name,
  Node,
  Script,
} from '../syntax/ast.ts';
import { childrenOf } from '../syntax/walk.ts';
import type {
  Access,
  FunctionSymbol,
  ModuleReference,
  Owner,
  Reference,
  Resolution,
  Scope,
  UnresolvedName,
  Variable,
  VariableKind,
} from './symbols.ts';

/** Resolves all names of a script. Names that nothing declares become script arguments at the top level. */
export function resolve(script: Script): Resolution {
  const resolver = new Resolver(script);
  resolver.run();
  return resolver;
}

/** The variables that can be named at an offset, innermost first; shadowed ones are left out. */
export function visibleVariables(resolution: Resolution, offset: number): readonly Variable[] {
  const seen = new Map<string, Variable>();
  for (let scope: Scope | undefined = scopeAt(resolution.root, offset); scope !== undefined; scope = scope.parent) {
    for (const variable of scope.variables.toReversed()) {
      const declared = variable.declaration === undefined || variable.declaration.span.end <= offset;
      if (declared && !seen.has(variable.name)) seen.set(variable.name, variable);
    }
    if (scope.kind === 'function') break;
  }
  return [...seen.values()];
}

/** The modules that can be named at an offset by the names they are imported under. */
export function visibleImports(resolution: Resolution, offset: number): readonly ImportStatement[] {
  const scope = scopeAt(resolution.root, offset);
  const names = new Set(resolution.imports.map(({ alias }) => alias?.text ?? ''));
  return [...names].flatMap((name) =>
    name === '' ? [] : (importIn(scope, ({ alias, span }) => alias?.text === name && span.end <= offset) ?? []),
  );
}

/**
 * The import that a name means: of those in the code of its function the first, also where a later one has the same name;
 * around a function the last, as the runner was seen to do.
 */
function importIn(from: Scope, isMeant: (statement: ImportStatement) => boolean): ImportStatement | undefined {
  let scope: Scope | undefined = from;
  let first: ImportStatement | undefined;
  for (let isInside = true; isInside && scope !== undefined; scope = scope.parent) {
    first = scope.imports.find(isMeant) ?? first;
    isInside = scope.kind !== 'function' && scope.kind !== 'closure';
  }
  for (; first === undefined && scope !== undefined; scope = scope.parent) first = scope.imports.findLast(isMeant);
  return first;
}

/** The innermost scope at an offset. */
export function scopeAt(root: Scope, offset: number): Scope {
  const inner = root.children.findLast((child) => touches(child.span, offset));
  return inner === undefined ? root : scopeAt(inner, offset);
}

interface OpenVariable extends Variable {
  readonly references: Reference[];
}

interface OpenScope extends Scope {
  readonly parent: OpenScope | undefined;
  readonly variables: OpenVariable[];
  readonly imports: ImportStatement[];
  readonly children: OpenScope[];
}

const READ: Access = { kind: 'read' };
const WRITE: Access = { kind: 'write' };
const PART: Access = { kind: 'part' };

class Resolver implements Resolution {
  readonly root: OpenScope;
  readonly variables: OpenVariable[] = [];
  readonly functions: FunctionSymbol[] = [];
  readonly modules: ModuleReference[] = [];
  readonly imports: ImportStatement[] = [];
  readonly exports: ExportStatement[] = [];
  readonly unresolved: UnresolvedName[] = [];
  readonly #script: Script;
  readonly #bound = new Map<Identifier | Name, OpenVariable>();
  readonly #imported = new Map<Name, ImportStatement>();
  readonly #byName = new Map<string, FunctionSymbol[]>();
  readonly #arguments = new Map<string, OpenVariable>();
  #scope: OpenScope;
  #owner: Owner;

  constructor(script: Script) {
    this.#script = script;
    this.root = { kind: 'script', span: script.span, parent: undefined, variables: [], imports: [], children: [] };
    this.#scope = this.root;
    this.#owner = script;
  }

  run(): void {
    for (const statement of this.#script.statements)
      if (statement.kind === 'function') this.#declareFunction(statement);
    for (const statement of this.#script.statements) this.#visit(statement);
    this.variables.push(...this.#arguments.values());
  }

  variableOf(node: Identifier | Name): Variable | undefined {
    return this.#bound.get(node);
  }

  importOf(name: Name): ImportStatement | undefined {
    return this.#imported.get(name);
  }

  functionsOf(name: string, arity: number): readonly FunctionSymbol[] {
    return (this.#byName.get(name) ?? []).filter((symbol) => symbol.arity === arity);
  }

  #declareFunction(definition: FunctionDefinition): void {
    const symbol = { name: definition.name.text, arity: definition.parameters.length, definition };
    this.functions.push(symbol);
    this.#byName.set(symbol.name, [...(this.#byName.get(symbol.name) ?? []), symbol]);
  }

  #visit(node: Node): void {
    switch (node.kind) {
      case 'identifier':
        this.#refer(node, READ);
        return;
      case 'block':
        this.#within('block', node, () => this.#visitAll(node.statements));
        return;
      case 'function':
        this.#visitCode('function', node, node.parameters, node.body);
        return;
      case 'closure':
        this.#visitCode('closure', node, node.parameters, node.body);
        return;
      case 'let':
      case 'const':
        if (node.value !== undefined) this.#visit(node.value);
        this.#declare(node.name, node.kind, node.value);
        return;
      case 'for':
        this.#visit(node.iterable);
        this.#withVariables(node.body, [
          [node.variable, 'loop'],
          [node.counter, 'counter'],
        ]);
        return;
      case 'try':
        this.#visit(node.body);
        this.#withVariables(node.handler, [[node.variable, 'catch']]);
        return;
      case 'assignment':
        this.#visitAssignment(node);
        return;
      case 'call':
        this.#visitCall(node);
        return;
      case 'methodCall':
        this.#visitUse(node.receiver, { kind: 'use', by: node.name.text });
        this.#visitAll(node.args);
        return;
      case 'member':
        this.#visit(node.object);
        return;
      case 'path':
        this.#referModule(node.modules[0]);
        return;
      case 'import':
        this.imports.push(node);
        this.#visit(node.path);
        if (node.alias !== undefined) this.#scope.imports.push(node);
        return;
      case 'export':
        this.#visitExport(node);
        return;
      default:
        this.#visitAll(childrenOf(node));
        return;
    }
  }

  #visitAll(nodes: readonly Node[]): void {
    for (const node of nodes) if (node.kind !== 'name') this.#visit(node);
  }

  #visitExport(node: ExportStatement): void {
    this.exports.push(node);
    const variable = this.#lookUp(node.name.text);
    if (variable !== undefined) this.#bind(node.name, variable, READ);
  }

  #visitAssignment(node: Assignment): void {
    // The value is computed before the target is touched.
    this.#visit(node.value);
    const target = unwrap(node.target);
    if (target.kind === 'identifier') this.#refer(target, WRITE);
    else this.#visitUse(target, PART);
  }

  #visitCall(node: CallExpression): void {
    this.#referModule(node.modules[0]);
    const [first, ...others] = node.args;
    if (first !== undefined) this.#visitUse(first, { kind: 'use', by: node.name.text });
    this.#visitAll(others);
  }

  /** Visits a place whose root variable may be changed; indices on the way are only read. */
  #visitUse(node: Expression, access: Access): void {
    const place = unwrap(node);
    if (place.kind === 'identifier') {
      this.#refer(place, access);
      return;
    }
    if (place.kind === 'member') {
      this.#visitUse(place.object, access);
      return;
    }
    if (place.kind !== 'index') {
      this.#visit(place);
      return;
    }
    this.#visitUse(place.object, access);
    this.#visit(place.index);
  }

  #visitCode(
    kind: 'function' | 'closure',
    node: FunctionDefinition | Closure,
    parameters: readonly Name[],
    body: Node,
  ): void {
    const owner = this.#owner;
    this.#owner = node;
    this.#within(kind, node, () => {
      for (const parameter of parameters) this.#declare(parameter, 'parameter', undefined);
      this.#visit(body);
    });
    this.#owner = owner;
  }

  #withVariables(body: Block, names: readonly (readonly [Name | undefined, VariableKind])[]): void {
    this.#within('block', body, () => {
      for (const [name, kind] of names) if (name !== undefined) this.#declare(name, kind, undefined);
      this.#visitAll(body.statements);
    });
  }

  #within(kind: Scope['kind'], node: Node, action: () => void): void {
    const outer = this.#scope;
    const scope: OpenScope = { kind, span: node.span, parent: outer, variables: [], imports: [], children: [] };
    outer.children.push(scope);
    this.#scope = scope;
    action();
    this.#scope = outer;
  }

  #declare(name: Name, kind: VariableKind, initializer: Expression | undefined): void {
    const variable: OpenVariable = {
      name: name.text,
      kind,
      declaration: name,
      initializer,
      owner: this.#owner,
      references: [],
    };
    this.variables.push(variable);
    this.#scope.variables.push(variable);
    this.#bound.set(name, variable);
  }

  #refer(node: Identifier, access: Access): void {
    const variable = this.#lookUp(node.name);
    if (variable !== undefined) {
      this.#bind(node, variable, access);
      return;
    }
    const namesFunction = (this.#byName.get(node.name) ?? []).some(
      (symbol) => symbol.definition.span.end <= node.span.start,
    );
    this.unresolved.push({ node, owner: this.#owner, namesFunction });
    if (!namesFunction && !this.#inFunction()) this.#bind(node, this.#argument(node.name), access);
  }

  #bind(node: Identifier | Name, variable: OpenVariable, access: Access): void {
    variable.references.push({ node, span: node.span, access, owner: this.#owner });
    this.#bound.set(node, variable);
  }

  #lookUp(name: string): OpenVariable | undefined {
    for (let scope: OpenScope | undefined = this.#scope; scope !== undefined; scope = scope.parent) {
      const found = scope.variables.findLast((variable) => variable.name === name);
      if (found !== undefined) return found;
      if (scope.kind === 'function') return undefined;
    }
    return undefined;
  }

  #inFunction(): boolean {
    for (let scope: OpenScope | undefined = this.#scope; scope !== undefined; scope = scope.parent) {
      if (scope.kind === 'function') return true;
    }
    return false;
  }

  #argument(name: string): OpenVariable {
    const known = this.#arguments.get(name);
    if (known !== undefined) return known;
    const variable: OpenVariable = {
      name,
      kind: 'argument',
      declaration: undefined,
      initializer: undefined,
      owner: this.#script,
      references: [],
    };
    this.#arguments.set(name, variable);
    return variable;
  }

  #referModule(name: Name | undefined): void {
    if (name === undefined || name.text === '') return;
    const origin = importIn(this.#scope, ({ alias }) => alias?.text === name.text);
    this.modules.push({ name, import: origin });
    if (origin !== undefined) this.#imported.set(name, origin);
  }
}

/** An expression without parentheses around it. */
export function unwrap(expression: Expression): Expression {
  let current = expression;
  while (current.kind === 'paren') current = current.inner;
  return current;
}
