// What each word of a policy is, for colouring by meaning: in the terms of the Language Server Protocol's token types.

import type { Span } from '#core/base/span.ts';
import { type ExpressionNode, expressionsOf, type NameNode, type PoliciesNode, type PolicyNode } from './ast.ts';

/** `enumMember` is an action's id, `string` any other entity's. */
export type CedarTokenType =
  | 'comment'
  | 'decorator'
  | 'enumMember'
  | 'keyword'
  | 'method'
  | 'function'
  | 'namespace'
  | 'number'
  | 'parameter'
  | 'property'
  | 'string'
  | 'type'
  | 'variable';

/** One coloured stretch. */
export interface CedarSemanticToken {
  readonly span: Span;
  readonly type: CedarTokenType;
}

/** All tokens of a text, in order and without overlap. */
export function semanticTokens(tree: PoliciesNode): readonly CedarSemanticToken[] {
  const tokens: CedarSemanticToken[] = tree.comments.map(({ start, end }) => ({
    span: { start, end },
    type: 'comment',
  }));
  for (const policy of tree.policies) tokens.push(...policyTokens(policy));
  return tokens.sort((a, b) => a.span.start - b.span.start);
}

function* policyTokens(policy: PolicyNode): Iterable<CedarSemanticToken> {
  for (const annotation of policy.annotations) {
    if (annotation.name !== undefined) yield { span: annotation.name.span, type: 'decorator' };
    if (annotation.value !== undefined) yield { span: annotation.value.span, type: 'string' };
  }
  if (policy.effect !== undefined) yield { span: policy.effect.span, type: 'keyword' };
  for (const part of policy.scope) yield { span: part.variable.span, type: 'variable' };
  for (const condition of policy.conditions) yield { span: condition.keyword.span, type: 'keyword' };
  for (const node of expressionsOf(policy)) yield* expressionTokens(node);
}

/** The node's own words; what is below it comes by itself. */
function* expressionTokens(node: ExpressionNode): Iterable<CedarSemanticToken> {
  switch (node.kind) {
    case 'boolean':
      yield { span: node.span, type: 'keyword' };
      return;
    case 'number':
    case 'string':
    case 'variable':
      yield { span: node.span, type: node.kind };
      return;
    case 'slot':
      yield { span: node.span, type: 'parameter' };
      return;
    case 'name':
      yield* nameTokens(node.name, 'type');
      return;
    case 'entity':
      yield* nameTokens(node.type, 'type');
      yield { span: node.id.span, type: node.type.parts.at(-1)?.text === 'Action' ? 'enumMember' : 'string' };
      return;
    case 'has':
      for (const attribute of node.attributes) yield { span: attribute.span, type: 'property' };
      return;
    case 'attribute':
      if (node.attribute !== undefined) yield { span: node.attribute.span, type: 'property' };
      return;
    case 'methodCall':
      yield { span: node.method.span, type: 'method' };
      return;
    case 'functionCall':
      yield* nameTokens(node.function, 'function');
      return;
    case 'record':
      for (const entry of node.entries) if (entry.key !== undefined) yield { span: entry.key.span, type: 'property' };
      return;
    case 'unary':
    case 'binary':
    case 'like':
    case 'is':
    case 'if':
    case 'set':
    case 'parenthesized':
    case 'error':
      return;
  }
}

function* nameTokens(name: NameNode, last: 'type' | 'function'): Iterable<CedarSemanticToken> {
  for (const [i, part] of name.parts.entries())
    yield { span: part.span, type: i === name.parts.length - 1 ? last : 'namespace' };
}
