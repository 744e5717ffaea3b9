// Recovering parser for policy texts: always yields a tree, also for what is still being typed.

import type { AnnotationNode, ConditionNode, PoliciesNode, PolicyNode, ScopePartNode } from './ast.ts';
import { parseExpression, parseList, parseOperand } from './parseExpression.ts';
import { TokenCursor } from './tokenCursor.ts';

/** Parses any text. What does not fit is in `errors`; policies before and behind it are found all the same. */
export function parsePolicies(text: string): PoliciesNode {
  const cursor = new TokenCursor(text);
  const policies: PolicyNode[] = [];
  while (cursor.peek !== undefined) {
    const before = cursor.nextStart;
    const policy = parsePolicy(cursor);
    if (policy !== undefined) policies.push(policy);
    if (cursor.nextStart > before) continue;
    cursor.advance();
    cursor.gaps.push({ span: cursor.spanFrom(before), expected: 'policy' });
  }
  return { text, policies, errors: cursor.gaps, tokens: cursor.tokens, comments: cursor.comments };
}

function parsePolicy(cursor: TokenCursor): PolicyNode | undefined {
  const start = cursor.nextStart;
  const annotations: AnnotationNode[] = [];
  while (cursor.is('@')) annotations.push(parseAnnotation(cursor));
  const effect = cursor.word();
  if (effect === undefined && annotations.length === 0) return undefined;
  if (effect === undefined) cursor.missing('permit or forbid');
  const scopeStart = cursor.nextStart;
  const hasScope = cursor.is('(');
  if (!hasScope) cursor.missing('(');
  const scope = hasScope
    ? parseList(cursor, '(', ')', () => parseScopePart(cursor)).filter((part) => part !== undefined)
    : [];
  const scopeSpan = hasScope ? cursor.spanFrom(scopeStart) : undefined;
  const conditions: ConditionNode[] = [];
  while (!cursor.atPolicyEnd) {
    const condition = parseCondition(cursor);
    if (condition === undefined) cursor.skipUntil('when or unless', () => isConditionStart(cursor));
    else conditions.push(condition);
  }
  cursor.expect(';');
  return { span: cursor.spanFrom(start), annotations, effect, scopeSpan, scope, conditions };
}

function parseAnnotation(cursor: TokenCursor): AnnotationNode {
  const start = cursor.nextStart;
  cursor.advance();
  const name = cursor.word();
  if (name === undefined) cursor.missing('annotation name');
  if (cursor.accept('(') === undefined) return { span: cursor.spanFrom(start), name, value: undefined };
  const value = cursor.string();
  if (value === undefined) cursor.skipUntil('string', () => cursor.is(')') || cursor.is('('));
  cursor.expect(')');
  return { span: cursor.spanFrom(start), name, value };
}

function parseScopePart(cursor: TokenCursor): ScopePartNode | undefined {
  const start = cursor.nextStart;
  const variable = cursor.word();
  if (variable === undefined) {
    cursor.missing('principal, action or resource');
    return undefined;
  }
  const type = cursor.accept('is') === undefined ? undefined : parseOperand(cursor);
  const operator = SCOPE_OPERATORS.find((candidate) => cursor.is(candidate));
  if (operator === undefined)
    return { span: cursor.spanFrom(start), variable, type, operator: undefined, target: undefined };
  cursor.advance();
  const target = parseExpression(cursor);
  return {
    span: cursor.spanFrom(start),
    variable,
    type,
    operator: operator === '==' || operator === 'in' ? operator : 'other',
    target,
  };
}

/** The grammar takes any relation here; all but the first two are refused later. */
const SCOPE_OPERATORS = ['==', 'in', '=', '!=', '<=', '>=', '<', '>'];

function isConditionStart(cursor: TokenCursor): boolean {
  return cursor.peek?.kind === 'identifier' && cursor.peekSecond?.text === '{';
}

function parseCondition(cursor: TokenCursor): ConditionNode | undefined {
  const start = cursor.nextStart;
  if (!isConditionStart(cursor) && !cursor.is('when') && !cursor.is('unless')) return undefined;
  const keyword = cursor.word();
  if (keyword === undefined) return undefined;
  if (cursor.expect('{') === undefined) return { span: cursor.spanFrom(start), keyword, body: undefined };
  const body = parseExpression(cursor);
  if (!cursor.is('}')) cursor.skipUntil('}', () => cursor.is('}'));
  cursor.expect('}');
  return { span: cursor.spanFrom(start), keyword, body };
}
