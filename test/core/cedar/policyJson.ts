// What the engine makes of a policy, made from our tree: its JSON form, or the reason why the engine refuses the text although
// every token is in its place. Holds our parser to the engine on structure and not only on acceptance.

import type { ExpressionNode, PoliciesNode, PolicyNode, ScopePartNode, WordNode } from '#core/cedar/syntax/ast.ts';
import { unescapeCedar } from '#core/cedar/syntax/tokenCursor.ts';
import { FUNCTIONS } from '#core/ide/cedar/words.ts';
import { type Json, Refused } from './schemaJson.ts';
import { hasGoodEscapes } from './stringEscapes.ts';

/** The policies in order. Throws {@link Refused}. */
export function policiesJson(tree: PoliciesNode): readonly Json[] {
  return tree.policies.map((policy) => new PolicyReader(tree.text).policy(policy));
}

const RESERVED = new Set(['true', 'false', 'if', 'then', 'else', 'in', 'is', 'like', 'has']);
const RELATIONS = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);
const FUNCTION_NAMES = new Set(FUNCTIONS.filter(({ receiver }) => receiver === undefined).map(({ name }) => name));
const METHOD_NAMES = new Map(FUNCTIONS.filter(({ receiver }) => receiver !== undefined).map((fn) => [fn.name, fn]));
/** Methods that are operators of the language and not of an extension: the number of arguments is fixed. */
const OPERATORS = new Set(['contains', 'containsAll', 'containsAny', 'isEmpty', 'hasTag', 'getTag']);

class PolicyReader {
  constructor(readonly text: string) {}

  policy(node: PolicyNode): Json {
    if (node.effect?.text !== 'permit' && node.effect?.text !== 'forbid') throw new Refused('effect');
    const annotations = this.annotations(node);
    if (node.scope.length !== 3) throw new Refused('scope');
    const [principal, action, resource] = node.scope;
    const conditions = node.conditions.map(({ keyword, body }) => {
      if (keyword.text !== 'when' && keyword.text !== 'unless') throw new Refused('condition');
      return { kind: keyword.text, body: this.expression(body) };
    });
    return {
      effect: node.effect.text,
      principal: this.constraint(principal, 'principal'),
      action: this.action(action),
      resource: this.constraint(resource, 'resource'),
      conditions,
      ...annotations,
    };
  }

  annotations({ annotations }: PolicyNode): Json {
    const names = annotations.map(({ name }) => name?.text ?? '');
    if (new Set(names).size < names.length) throw new Refused('annotation twice');
    const entries = annotations.map(({ name, value }) => {
      if (value !== undefined) this.string(value.span, 'string');
      return [name?.text ?? '', value?.value ?? null] as const;
    });
    return entries.length === 0 ? {} : { annotations: Object.fromEntries(entries) };
  }

  constraint(part: ScopePartNode | undefined, variable: 'principal' | 'resource'): Json {
    if (part?.variable.text !== variable) throw new Refused('variable');
    const target = part.target === undefined ? undefined : this.scopeTarget(part.target, variable);
    if (part.type !== undefined) {
      if (part.type.kind !== 'name') throw new Refused('type');
      const type = this.name(part.type.name.parts);
      if (part.operator === undefined) return { op: 'is', entity_type: type };
      if (part.operator !== 'in') throw new Refused('is with ==');
      return { op: 'is', entity_type: type, in: target };
    }
    if (part.operator === undefined) return { op: 'All' };
    if (part.operator === 'other') throw new Refused('operator');
    return { op: part.operator, ...target };
  }

  scopeTarget(node: ExpressionNode, variable: string): Json {
    const inner = this.unwrapped(node);
    if (inner.kind === 'slot' && inner.text === `?${variable}`) return { slot: inner.text };
    if (inner.kind === 'entity') return { entity: this.uid(inner) };
    throw new Refused('scope target');
  }

  action(part: ScopePartNode | undefined): Json {
    if (part?.variable.text !== 'action' || part.type !== undefined) throw new Refused('action');
    if (part.operator === undefined) return { op: 'All' };
    const target = part.target && this.unwrapped(part.target);
    if (target?.kind === 'entity' && part.operator !== 'other')
      return { op: part.operator, entity: this.actionUid(target) };
    if (target?.kind !== 'set' || part.operator !== 'in') throw new Refused('action target');
    const entities = target.items.map((item) => {
      const entity = this.unwrapped(item);
      if (entity.kind !== 'entity') throw new Refused('action list');
      return this.actionUid(entity);
    });
    const [only, ...others] = entities;
    return only !== undefined && others.length === 0 ? { op: 'in', entity: only } : { op: 'in', entities };
  }

  actionUid(node: Extract<ExpressionNode, { readonly kind: 'entity' }>): Json {
    if (node.type.parts.at(-1)?.text !== 'Action') throw new Refused('no action');
    return this.uid(node);
  }

  uid(node: Extract<ExpressionNode, { readonly kind: 'entity' }>): Json {
    return { type: this.name(node.type.parts), id: this.string(node.id.span, 'string') };
  }

  unwrapped(node: ExpressionNode): ExpressionNode {
    return node.kind === 'parenthesized' ? this.unwrapped(node.inner) : node;
  }

  name(parts: readonly WordNode[]): string {
    for (const { text } of parts) if (RESERVED.has(text) || text === '__cedar') throw new Refused('reserved');
    return parts.map(({ text }) => text).join('::');
  }

  /** What a literal stands for; `\*` of patterns is left to the caller. */
  string({ start, end }: WordNode['span'], use: 'string' | 'pattern'): string {
    const source = this.text.slice(start + 1, end - 1);
    if (!hasGoodEscapes(source, use)) throw new Refused('escape');
    return unescapeCedar(source);
  }

  /** A name of an attribute: any word that is not reserved, or a string. */
  key(word: WordNode | undefined): string {
    if (word === undefined) throw new Refused('attribute');
    if (this.text[word.span.start] === '"') return this.string(word.span, 'string');
    if (RESERVED.has(word.text) || word.text === '__cedar') throw new Refused('reserved');
    return word.text;
  }

  expression(node: ExpressionNode | undefined): unknown {
    switch (node?.kind) {
      case 'boolean':
        return { Value: node.value };
      case 'number':
        if (BigInt(node.text) > 0x7fff_ffff_ffff_ffffn) throw new Refused('number');
        return { Value: Number(node.text) };
      case 'string':
        return { Value: this.string(node.span, 'string') };
      case 'variable':
        return { Var: node.name };
      case 'entity':
        return { Value: { __entity: this.uid(node) } };
      case 'parenthesized':
        return this.expression(node.inner);
      case 'set':
        return { Set: node.items.map((item) => this.expression(item)) };
      case 'record':
        return this.record(node);
      case 'if':
        return { 'if-then-else': this.choice(node) };
      case 'unary':
        return this.unary(node);
      case 'binary':
        return this.binary(node);
      case 'has':
        this.notRelation(node.target);
        return this.has(node);
      case 'like':
        return this.like(node);
      case 'is':
        return this.is(node);
      case 'attribute':
        return { '.': { left: this.expression(node.target), attr: this.key(node.attribute) } };
      case 'methodCall':
        return this.method(node);
      case 'functionCall':
        return this.call(node);
      case 'slot':
      case 'name':
      case 'error':
      case undefined:
        throw new Refused(node?.kind ?? 'nothing');
    }
  }

  record(node: Extract<ExpressionNode, { readonly kind: 'record' }>): unknown {
    const entries = node.entries.map(({ key, value }) => [this.key(key), this.expression(value)] as const);
    if (new Set(entries.map(([key]) => key)).size < entries.length) throw new Refused('key twice');
    return { Record: Object.fromEntries(entries) };
  }

  choice(node: Extract<ExpressionNode, { readonly kind: 'if' }>): unknown {
    const parts = [node.condition, node.then, node.otherwise].map((part) => this.expression(part));
    return Object.fromEntries(['if', 'then', 'else'].map((key, i) => [key, parts[i]]));
  }

  unary(node: Extract<ExpressionNode, { readonly kind: 'unary' }>): unknown {
    let signs = 0;
    let inner: ExpressionNode = node;
    for (; inner.kind === 'unary'; inner = inner.operand) {
      if (inner.operator !== node.operator || ++signs > 4) throw new Refused('signs');
    }
    if (node.operator === '-' && inner.kind === 'number') {
      const value = BigInt(inner.text);
      if (value > 0x8000_0000_0000_0000n) throw new Refused('number');
      // The last sign is the number's own.
      return wrap(signs - 1, 'neg', { Value: Number(-value) });
    }
    return wrap(signs, node.operator === '!' ? '!' : 'neg', this.expression(inner));
  }

  binary(node: Extract<ExpressionNode, { readonly kind: 'binary' }>): unknown {
    const { operator, left, right } = node;
    if (operator === '/' || operator === '%' || operator === '=') throw new Refused('operator');
    if (RELATIONS.has(operator)) {
      this.notRelation(left);
      this.notRelation(right);
    }
    return { [operator]: { left: this.expression(left), right: this.expression(right) } };
  }

  /** Relations do not follow each other without parentheses. */
  notRelation(node: ExpressionNode): void {
    const isRelation = node.kind === 'binary' && RELATIONS.has(node.operator);
    if (isRelation || node.kind === 'has' || node.kind === 'like' || node.kind === 'is') throw new Refused('chain');
  }

  has(node: Extract<ExpressionNode, { readonly kind: 'has' }>): unknown {
    const left = this.expression(node.target);
    const names = node.attributes.map((attribute) => this.key(attribute));
    const isQuoted = node.attributes.some(({ span }) => this.text[span.start] === '"');
    if (isQuoted && names.length > 1) throw new Refused('string in a path');
    return { has: { left, attr: names.length === 1 ? names[0] : names } };
  }

  like(node: Extract<ExpressionNode, { readonly kind: 'like' }>): unknown {
    this.notRelation(node.target);
    if (node.pattern.kind !== 'string') throw new Refused('pattern');
    const { start, end } = node.pattern.span;
    this.string(node.pattern.span, 'pattern');
    const pattern: unknown[] = [];
    for (const part of this.text.slice(start + 1, end - 1).match(/\\\*|\*|(?:\\(?!\*).|[^*\\])+/gs) ?? []) {
      if (part === '\\*') pattern.push({ Literal: '*' });
      // Only `\*` is a star itself: one written as a code point is a wildcard too.
      else for (const char of unescapeCedar(part)) pattern.push(char === '*' ? 'Wildcard' : { Literal: char });
    }
    return { like: { left: this.expression(node.target), pattern } };
  }

  is(node: Extract<ExpressionNode, { readonly kind: 'is' }>): unknown {
    this.notRelation(node.target);
    if (node.type.kind !== 'name') throw new Refused('type');
    const left = this.expression(node.target);
    const entity_type = this.name(node.type.name.parts);
    return { is: { left, entity_type, ...(node.in === undefined ? {} : { in: this.expression(node.in) }) } };
  }

  method(node: Extract<ExpressionNode, { readonly kind: 'methodCall' }>): unknown {
    const name = node.method.text;
    const known = METHOD_NAMES.get(name);
    const left = this.expression(node.target);
    const args = node.arguments.map((argument) => this.expression(argument));
    if (known === undefined) throw new Refused('method');
    if (OPERATORS.has(name)) {
      if (args.length !== known.parameters.length) throw new Refused('arguments');
      return { [name]: name === 'isEmpty' ? { arg: left } : { left, right: args[0] } };
    }
    return { [name]: [left, ...args] };
  }

  call(node: Extract<ExpressionNode, { readonly kind: 'functionCall' }>): unknown {
    const name = this.name(node.function.parts);
    if (!FUNCTION_NAMES.has(name)) throw new Refused('function');
    return { [name]: node.arguments.map((argument) => this.expression(argument)) };
  }
}

function wrap(times: number, operator: string, inner: unknown): unknown {
  return times <= 0 ? inner : { [operator]: { arg: wrap(times - 1, operator, inner) } };
}
