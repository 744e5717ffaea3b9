// Hover in policies: types, actions, attributes, functions, operators, and what the runner does with a policy.

import { type Span, touches } from '#core/base/span.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import { findAction, isActionType, scopeActions, uidOf } from '#core/cedar/pitfalls/pitfall.ts';
import type { CedarSchema } from '#core/cedar/schema.ts';
import { type ExpressionNode, expressionsOf, type PolicyNode } from '#core/cedar/syntax/ast.ts';
import { displayUid } from '#core/cedar/types.ts';
import type { Hover } from '../answers.ts';
import type { PolicyDocument } from './cedarDocument.ts';
import { describeAction, describeAttribute, describeType } from './describe.ts';
import { policyNames } from './policyNames.ts';
import { attributesOf, type RequestTypes, requestTypes, typeOf, type ValueType } from './requestTypes.ts';
import { ANNOTATIONS, FUNCTIONS, POLICY_WORDS, signatureOf } from './words.ts';

/** What hovers may look at beside the text. */
export interface HoverPort {
  readonly schema: CedarSchema | undefined;
  readonly catalog: SdkCatalog;
}

/** The hover at an offset of a policy text, or undefined where nothing is to be said. */
export function policyHover(document: PolicyDocument, offset: number, port: HoverPort): Hover | undefined {
  const policy = document.tree.policies.find(({ span }) => touches(span, offset));
  if (policy === undefined) return undefined;
  for (const { name } of policy.annotations) {
    const text = name && touches(name.span, offset) ? ANNOTATIONS.get(name.text) : undefined;
    if (name !== undefined && text !== undefined) return { markdown: text, span: name.span };
  }
  if (policy.effect !== undefined && touches(policy.effect.span, offset))
    return { markdown: effectMarkdown(document, policy), span: policy.effect.span };
  const request = port.schema && requestTypes(policy, port.schema);
  for (const node of [...expressionsOf(policy)].reverse()) {
    const found = touches(node.span, offset) ? expressionHover(node, offset, request, port) : undefined;
    if (found !== undefined) return found;
  }
  return wordHover(document, offset, request);
}

function effectMarkdown(document: PolicyDocument, policy: PolicyNode): string {
  const found = policyNames(document.tree).find((candidate) => candidate.policy === policy);
  const effect = policy.effect?.text ?? '';
  const lines = [`**${found?.name ?? ''}**${found?.annotation === undefined ? '' : `, the engine's \`${found.id}\``}`];
  if ([...expressionsOf(policy)].some(({ kind }) => kind === 'slot'))
    lines.push('A template. The runner links none, so it never takes part in a decision.');
  else lines.push(POLICY_WORDS.get(effect) ?? '');
  const actions = scopeActions(policy)?.map((node) => `\`${displayUid(uidOf(node))}\``) ?? [];
  if (actions.length > 0) lines.push(`For ${actions.join(', ')}.`);
  lines.push(
    policy.conditions.length === 0
      ? 'It has no conditions: its scope decides alone.'
      : 'All its conditions must hold. Where one fails to evaluate, the runner goes on as if the policy were not there.',
  );
  return lines.filter((line) => line !== '').join('\n\n');
}

function expressionHover(
  node: ExpressionNode,
  offset: number,
  request: RequestTypes | undefined,
  { schema, catalog }: HoverPort,
): Hover | undefined {
  switch (node.kind) {
    case 'entity': {
      const action = schema && findAction(schema, uidOf(node));
      if (schema !== undefined && action !== undefined && isActionType(node.type.text))
        return { markdown: describeAction(action, schema, catalog), span: node.span };
      return typeHover(node.type.text, node.type.span, schema);
    }
    case 'name':
      return typeHover(node.name.text, node.span, schema);
    case 'attribute':
      return node.attribute && touches(node.attribute.span, offset)
        ? attributeHover(node.attribute, node.target, request)
        : undefined;
    case 'has':
      return hasHover(node, offset, request);
    case 'methodCall':
      return touches(node.method.span, offset)
        ? functionHover(node.method.text, 'method', node.method.span)
        : undefined;
    case 'functionCall':
      return touches(node.function.span, offset)
        ? functionHover(node.function.text, 'function', node.function.span)
        : undefined;
    case 'variable':
      return variableHover(node.name, node.span, request);
    default:
      return undefined;
  }
}

function typeHover(name: string, span: Span, schema: CedarSchema | undefined): Hover | undefined {
  const type = schema?.entityTypes.get(name);
  return schema === undefined || type === undefined ? undefined : { markdown: describeType(type, schema), span };
}

function attributeHover(
  { text, span }: { readonly text: string; readonly span: Span },
  target: ExpressionNode,
  request: RequestTypes | undefined,
): Hover | undefined {
  const type = request && typeOf(target, request);
  const attribute = request && attributesOf(type, request)?.get(text);
  if (request === undefined || attribute === undefined) return undefined;
  return { markdown: describeAttribute(text, attribute, ownersOf(type, text, request)), span };
}

function ownersOf(type: ValueType | undefined, name: string, { schema }: RequestTypes): readonly string[] {
  if (type?.kind !== 'entity') return [];
  return type.types.filter((owner) => schema.entityTypes.get(owner)?.attributes.has(name) === true);
}

/** Behind `has`, each name lies in the record before it. */
function hasHover(
  node: Extract<ExpressionNode, { readonly kind: 'has' }>,
  offset: number,
  request: RequestTypes | undefined,
): Hover | undefined {
  let target = node.target;
  for (const attribute of node.attributes) {
    if (touches(attribute.span, offset)) return attributeHover(attribute, target, request);
    target = { kind: 'attribute', span: node.span, target, attribute };
  }
  return undefined;
}

function functionHover(name: string, form: 'function' | 'method', span: Span): Hover | undefined {
  const found = FUNCTIONS.filter((fn) => fn.name === name && (fn.receiver === undefined) === (form === 'function'));
  if (found.length === 0) return undefined;
  const parts = found.map((fn) => `\`\`\`cedar\n${signatureOf(fn)}\n\`\`\`\n\n${fn.text}`);
  return { markdown: parts.join('\n\n'), span };
}

function variableHover(name: string, span: Span, request: RequestTypes | undefined): Hover {
  const types = name === 'principal' ? request?.principals : name === 'resource' ? request?.resources : undefined;
  const here = types === undefined ? '' : `\n\nHere of type ${types.map((type) => `\`${type}\``).join(', ')}.`;
  const keys =
    name === 'context' && request !== undefined
      ? attributesOf({ kind: 'record', attributes: contextOf(request) }, request)
      : undefined;
  const context =
    keys === undefined
      ? ''
      : `\n\nHere it has ${keys.size === 0 ? 'no keys' : [...keys.keys()].map((key) => `\`${key}\``).join(', ')}.`;
  return { markdown: `${POLICY_WORDS.get(name) ?? name}${here}${context}`, span };
}

function contextOf(request: RequestTypes) {
  return new Map(request.actions.flatMap(({ context }) => [...context]));
}

/** Keywords, operators, slots and the variables of the scope. */
function wordHover(document: PolicyDocument, offset: number, request: RequestTypes | undefined): Hover | undefined {
  const token = document.tree.tokens.find(
    ({ start, end, kind }) => start <= offset && offset < end && kind !== 'string',
  );
  const text = token && POLICY_WORDS.get(token.text);
  if (token === undefined || text === undefined) return undefined;
  const span = { start: token.start, end: token.end };
  return /^(principal|resource|context)$/.test(token.text)
    ? variableHover(token.text, span, request)
    : { markdown: text, span };
}
