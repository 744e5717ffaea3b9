// The structure of policies in their JSON form, as the tree of the text form: the same features then work on both. Types lie
// within their quotes; ids and attributes have theirs.

import type { Node } from 'jsonc-parser';
import type { AnnotationNode, ConditionNode, ExpressionNode, PolicyNode, ScopePartNode, StringNode } from './ast.ts';
import {
  elementsOf,
  insideOf,
  nameNode,
  nodeSpan,
  propertiesOf,
  quotedWordNode,
  stringNode,
  valueAt,
  wordNode,
} from './jsonNodes.ts';

/** A policy of a set with the id that the set gives it. */
export interface JsonPolicy {
  readonly policy: PolicyNode;
  /** The key; undefined where the file is one policy. */
  readonly id: StringNode | undefined;
  readonly isTemplate: boolean;
  readonly node: Node;
}

/** The policies of a file: one, or a set of policies and templates by their ids. */
export function policiesOfJson(root: Node | undefined): readonly JsonPolicy[] {
  if (root === undefined) return [];
  if (valueAt(root, 'effect') !== undefined)
    return [{ policy: policyOf(root), id: undefined, isTemplate: slotsIn(root), node: root }];
  return ['staticPolicies', 'templates'].flatMap((set) =>
    propertiesOf(valueAt(root, set)).map(({ key, value: node }) => ({
      policy: policyOf(node),
      id: { span: nodeSpan(key), value: String(key.value) },
      isTemplate: set === 'templates',
      node,
    })),
  );
}

function policyOf(node: Node): PolicyNode {
  const effect = valueAt(node, 'effect');
  return {
    span: nodeSpan(node),
    annotations: propertiesOf(valueAt(node, 'annotations')).map(
      ({ key, value, span }): AnnotationNode => ({
        span,
        name: wordNode(key),
        value: value.type === 'string' ? stringNode(value) : undefined,
      }),
    ),
    effect: effect?.type === 'string' ? wordNode(effect) : undefined,
    scopeSpan: undefined,
    scope: ['principal', 'action', 'resource'].flatMap((variable) => scopePartOf(valueAt(node, variable), variable)),
    conditions: elementsOf(valueAt(node, 'conditions')).map(conditionOf),
  };
}

function scopePartOf(node: Node | undefined, variable: string): readonly ScopePartNode[] {
  if (node === undefined) return [];
  const span = nodeSpan(node);
  const entityType = valueAt(node, 'entity_type');
  const inner = valueAt(node, 'in') ?? node;
  const op = valueAt(inner, 'op')?.value ?? (inner === node ? undefined : 'in');
  const type: ExpressionNode | undefined =
    entityType?.type === 'string'
      ? { kind: 'name', span: insideOf(entityType), name: nameNode(entityType) }
      : undefined;
  return [
    {
      span,
      variable: { text: variable, span },
      type,
      operator: op === '==' || op === 'in' ? op : undefined,
      target: targetOf(inner),
    },
  ];
}

function targetOf(node: Node): ExpressionNode | undefined {
  const entity = valueAt(node, 'entity');
  if (entity !== undefined) return entityOf(entity);
  const slot = valueAt(node, 'slot');
  if (slot?.type === 'string') return { kind: 'slot', span: nodeSpan(slot), text: String(slot.value) };
  const entities = valueAt(node, 'entities');
  return entities && { kind: 'set', span: nodeSpan(entities), items: elementsOf(entities).map(entityOf) };
}

function entityOf(given: Node): ExpressionNode {
  const node = valueAt(given, '__entity') ?? given;
  const [type, id] = [valueAt(node, 'type'), valueAt(node, 'id')];
  if (type?.type !== 'string' || id?.type !== 'string') return { kind: 'error', span: nodeSpan(node) };
  return { kind: 'entity', span: nodeSpan(node), type: nameNode(type), id: stringNode(id) };
}

function conditionOf(node: Node): ConditionNode {
  const body = valueAt(node, 'body');
  return {
    span: nodeSpan(node),
    keyword: { text: String(valueAt(node, 'kind')?.value ?? ''), span: nodeSpan(node) },
    body: body && expressionOf(body),
  };
}

function expressionOf(node: Node): ExpressionNode {
  const span = nodeSpan(node);
  const [operation] = propertiesOf(node);
  if (operation === undefined) return { kind: 'error', span };
  const { key, value } = operation;
  const operand = (name: string): ExpressionNode => {
    const found = valueAt(value, name);
    return found === undefined ? { kind: 'error', span } : expressionOf(found);
  };
  switch (String(key.value)) {
    case 'Value':
      return literalOf(value);
    case 'Var':
      return { kind: 'variable', span, name: String(value.value) };
    case 'Slot':
      return { kind: 'slot', span, text: String(value.value) };
    case '!':
      return { kind: 'unary', span, operator: '!', operand: operand('arg') };
    case 'neg':
      return { kind: 'unary', span, operator: '-', operand: operand('arg') };
    case '.': {
      const attribute = valueAt(value, 'attr');
      return { kind: 'attribute', span, target: operand('left'), attribute: attribute && quotedWordNode(attribute) };
    }
    case 'has': {
      const attribute = valueAt(value, 'attr');
      return {
        kind: 'has',
        span,
        target: operand('left'),
        attributes: attribute?.type === 'string' ? [quotedWordNode(attribute)] : [],
      };
    }
    case 'is': {
      const type = valueAt(value, 'entity_type');
      if (type?.type !== 'string') return { kind: 'error', span };
      const within = valueAt(value, 'in');
      const name: ExpressionNode = { kind: 'name', span: insideOf(type), name: nameNode(type) };
      return { kind: 'is', span, target: operand('left'), type: name, in: within && expressionOf(within) };
    }
    case 'like':
      return { kind: 'like', span, target: operand('left'), pattern: { kind: 'string', span, value: '' } };
    case 'if-then-else': {
      const [condition, then, otherwise] = [operand('if'), operand('then'), operand('else')];
      return { kind: 'if', span, condition, then, otherwise };
    }
    case 'Set':
      return { kind: 'set', span, items: elementsOf(value).map(expressionOf) };
    case 'Record':
      return {
        kind: 'record',
        span,
        entries: propertiesOf(value).map((entry) => ({
          span: entry.span,
          key: quotedWordNode(entry.key),
          value: expressionOf(entry.value),
        })),
      };
    default:
      return operatorOf(key, value);
  }
}

/** Binary operators, methods that are written as such, and functions of extensions. */
function operatorOf(key: Node, value: Node): ExpressionNode {
  const span = { start: key.offset, end: value.offset + value.length };
  const [left, right] = [valueAt(value, 'left'), valueAt(value, 'right')];
  if (left !== undefined && right !== undefined) {
    const [target, argument] = [expressionOf(left), expressionOf(right)];
    const name = String(key.value);
    return /^\w/.test(name) && name !== 'in'
      ? { kind: 'methodCall', span, target, method: wordNode(key), arguments: [argument] }
      : { kind: 'binary', span, operator: name, operatorSpan: nodeSpan(key), left: target, right: argument };
  }
  const args = elementsOf(value).map(expressionOf);
  return { kind: 'functionCall', span, function: nameNode(key), arguments: args };
}

/** A literal: an entity, a text, a number, or a set or record of them. */
function literalOf(node: Node): ExpressionNode {
  const span = nodeSpan(node);
  if (node.type === 'string') return { kind: 'string', span, value: String(node.value) };
  if (node.type === 'boolean') return { kind: 'boolean', span, value: node.value === true };
  if (node.type === 'number') return { kind: 'number', span, text: String(node.value) };
  if (node.type === 'array') return { kind: 'set', span, items: elementsOf(node).map(literalOf) };
  if (valueAt(node, '__entity') !== undefined) return entityOf(node);
  return {
    kind: 'record',
    span,
    entries: propertiesOf(node).map((entry) => ({
      span: entry.span,
      key: quotedWordNode(entry.key),
      value: literalOf(entry.value),
    })),
  };
}

function slotsIn(node: Node): boolean {
  return ['principal', 'resource'].some((part) => {
    const holder = valueAt(node, part);
    return (
      holder !== undefined &&
      (valueAt(holder, 'slot') ?? valueAt(valueAt(holder, 'in') ?? holder, 'slot')) !== undefined
    );
  });
}
