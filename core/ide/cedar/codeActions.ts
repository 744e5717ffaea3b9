// Quick fixes for what is found in policies, from the data of the findings and from the policy itself.

import { encloses, type Span } from '#core/base/span.ts';
import { nearest } from '#core/cedar/pitfalls/nearest.ts';
import { isActionType } from '#core/cedar/pitfalls/pitfall.ts';
import type { CedarSchema } from '#core/cedar/schema.ts';
import {
  childExpressions,
  type ExpressionNode,
  expressionsOf,
  type PolicyNode,
  type ScopePartNode,
} from '#core/cedar/syntax/ast.ts';
import { escapeCedarString } from '#core/cedar/types.ts';
import type { CodeAction, Finding, TextChange } from '../answers.ts';
import type { PolicyDocument } from './cedarDocument.ts';
import { attributesOf, requestTypes, typeOf } from './requestTypes.ts';

/** The fixes for findings of a policy text. */
export function policyActions(
  document: PolicyDocument,
  findings: readonly Finding[],
  schema: CedarSchema | undefined,
): readonly CodeAction[] {
  return findings.flatMap((finding) => {
    const policy = document.tree.policies.find(({ span }) => encloses(span, finding.span));
    const fixes = [...fromData(document, policy, finding), ...fromText(document, policy, finding, schema)];
    return fixes.map(
      ({ title, changes, preferred = true }): CodeAction => ({
        title,
        kind: 'quickfix',
        documents: [{ changes }],
        fixes: finding,
        preferred,
      }),
    );
  });
}

interface Fix {
  readonly title: string;
  readonly changes: readonly TextChange[];
  readonly preferred?: boolean;
}

/** What the rule itself says to write. */
function* fromData(
  document: PolicyDocument,
  policy: PolicyNode | undefined,
  { code, span, data }: Finding,
): Iterable<Fix> {
  if (typeof data !== 'object' || data === null) return;
  if ('replacement' in data && typeof data.replacement === 'string')
    yield { title: `Write ${data.replacement}`, changes: [{ span, newText: data.replacement }] };
  if ('folder' in data && typeof data.folder === 'string') yield* folderFix(policy, span, data.folder);
  if (code === 'policy-action-group' && 'members' in data && Array.isArray(data.members))
    yield* groupFix(document, policy, span, data.members.map(String));
}

/** `resource in Dir` in place of an id with a wildcard. */
function* folderFix(policy: PolicyNode | undefined, span: Span, folder: string): Iterable<Fix> {
  const part = partAround(policy, span);
  if (part !== undefined)
    yield {
      title: `Write resource in ${folder}`,
      changes: [{ span: part.span, newText: `${part.variable.text} in ${folder}` }],
    };
}

/** The members of a group in its place: in a list as they are, alone as a list of their own. */
function* groupFix(
  { text }: PolicyDocument,
  policy: PolicyNode | undefined,
  span: Span,
  members: readonly string[],
): Iterable<Fix> {
  const title =
    members.length === 1 ? `List the action ${members[0]}` : `List the ${members.length} actions of the group`;
  const list = members.join(', ');
  const part = partAround(policy, span);
  const isWhole =
    part?.target !== undefined && part.target.span.start === span.start && part.target.span.end === span.end;
  if (part !== undefined && isWhole) {
    yield { title, changes: [{ span: part.span, newText: `${part.variable.text} in [${list}]` }] };
    return;
  }
  const inList = /[[,]\s*$/.test(text.slice(0, span.start));
  yield { title, changes: [{ span, newText: inList ? list : `[${list}]` }] };
}

function partAround(policy: PolicyNode | undefined, span: Span): ScopePartNode | undefined {
  return policy?.scope.find((part) => encloses(part.span, span));
}

/** What the text lets one see. */
function* fromText(
  document: PolicyDocument,
  policy: PolicyNode | undefined,
  { code, span }: Finding,
  schema: CedarSchema | undefined,
): Iterable<Fix> {
  if (code === 'policy-validation' && policy !== undefined && schema !== undefined) {
    yield* attributeFix(policy, span, schema);
    yield* guardFix(document, policy, span, schema);
  }
  if (WITHOUT_EFFECT.has(code) && policy !== undefined) yield removeFix(document, policy);
  if (code !== 'policy-syntax') return;
  yield* quoteFixes(document, policy, span, schema);
  yield* tokenFixes(document, policy, span);
}

/** Findings about policies that do nothing. */
const WITHOUT_EFFECT = new Set(['policy-shadowed', 'policy-never-holds', 'policy-always-errs']);

/** Takes a policy out, with its lines where nothing else stands on them and one empty line behind it. */
function removeFix({ text }: PolicyDocument, { span }: PolicyNode): Fix {
  const start = /(?:^|\n)[ \t]*$/.test(text.slice(0, span.start))
    ? text.lastIndexOf('\n', span.start - 1) + 1
    : span.start;
  const behind = /^[ \t]*(?:\r?\n(?:[ \t]*\r?\n)?)?/.exec(text.slice(span.end))?.[0] ?? '';
  return {
    title: 'Remove the policy',
    changes: [{ span: { start, end: span.end + behind.length }, newText: '' }],
    preferred: false,
  };
}

/** A misspelt attribute, by those of the types that stand before the dot. */
function* attributeFix(policy: PolicyNode, span: Span, schema: CedarSchema): Iterable<Fix> {
  const request = requestTypes(policy, schema);
  for (const node of expressionsOf(policy)) {
    if (node.kind !== 'attribute' || node.attribute === undefined || !encloses(span, node.span)) continue;
    const known = [...(attributesOf(typeOf(node.target, request), request)?.keys() ?? [])];
    if (known.includes(node.attribute.text)) continue;
    const best = nearest(node.attribute.text, known);
    if (best !== undefined) yield { title: `Write ${best}`, changes: [{ span: node.attribute.span, newText: best }] };
  }
}

/** A test for a tag or an optional attribute before the condition that reads it. */
function* guardFix({ text }: PolicyDocument, policy: PolicyNode, span: Span, schema: CedarSchema): Iterable<Fix> {
  const condition = policy.conditions.find(({ body }) => body !== undefined && encloses(body.span, span));
  const read = [...expressionsOf(policy)].find((node) => node.span.start === span.start && node.span.end === span.end);
  const guard = read && guardOf(read, policy, schema, text);
  if (condition?.body === undefined || guard === undefined) return;
  const at = conjunctAround(condition.body, span);
  const needsBrackets = at.kind === 'binary' && at.operator === '||';
  const changes = [
    { span: { start: at.span.start, end: at.span.start }, newText: `${guard} && ${needsBrackets ? '(' : ''}` },
  ];
  if (needsBrackets) changes.push({ span: { start: at.span.end, end: at.span.end }, newText: ')' });
  yield { title: `Test ${guard} first`, changes };
}

function guardOf(node: ExpressionNode, policy: PolicyNode, schema: CedarSchema, text: string): string | undefined {
  const source = ({ start, end }: Span) => text.slice(start, end);
  const [key] = node.kind === 'methodCall' ? node.arguments : [];
  if (node.kind === 'methodCall' && node.method.text === 'getTag' && key !== undefined)
    return `${source(node.target.span)}.hasTag(${source(key.span)})`;
  const request = requestTypes(policy, schema);
  const inner = node.kind === 'attribute' ? guardOf(node.target, policy, schema, text) : undefined;
  if (inner !== undefined || node.kind !== 'attribute' || node.attribute === undefined) return inner;
  const attribute = attributesOf(typeOf(node.target, request), request)?.get(node.attribute.text);
  return attribute?.required === false ? `${source(node.target.span)} has ${node.attribute.text}` : undefined;
}

/** The operand of the outermost `&&` that holds the span. */
function conjunctAround(node: ExpressionNode, span: Span): ExpressionNode {
  if (node.kind !== 'binary' || node.operator !== '&&') return node;
  const inner = childExpressions(node).find((child) => encloses(child.span, span));
  return inner === undefined ? node : conjunctAround(inner, span);
}

/** An id without quotes, or in single ones. */
function* quoteFixes(
  { tree, text }: PolicyDocument,
  policy: PolicyNode | undefined,
  span: Span,
  schema: CedarSchema | undefined,
): Iterable<Fix> {
  for (const node of policy === undefined ? [] : expressionsOf(policy)) {
    if (node.kind !== 'name' || !(encloses(span, node.span) || encloses(node.span, span))) continue;
    const type = node.name.parts
      .slice(0, -1)
      .map((part) => part.text)
      .join('::');
    const id = node.name.parts.at(-1);
    if (id === undefined || (schema?.entityTypes.has(type) !== true && !isActionType(type))) continue;
    yield { title: `Put ${id.text} in quotes`, changes: [{ span: id.span, newText: `"${id.text}"` }] };
  }
  const start = tree.tokens.find((token) => token.kind === 'error' && token.text === "'" && token.end > span.start);
  const quoted = start === undefined ? null : /^'([^'\n\r"\\]*)'/.exec(text.slice(start.start));
  if (start === undefined || quoted === null) return;
  const changes = [
    {
      span: { start: start.start, end: start.start + quoted[0].length },
      newText: `"${escapeCedarString(quoted[1] ?? '')}"`,
    },
  ];
  yield { title: 'Use double quotes', changes };
}

/** `=` for `==`, and escapes that Cedar does not know. */
function* tokenFixes({ tree }: PolicyDocument, policy: PolicyNode | undefined, span: Span): Iterable<Fix> {
  for (const { kind, text, start, end } of tree.tokens) {
    if (end <= span.start || start >= Math.max(span.end, span.start + 1)) continue;
    const isComparison = text === '=' && policy !== undefined && encloses(policy.span, { start, end });
    if (isComparison) yield { title: 'Write ==', changes: [{ span: { start, end }, newText: '==' }] };
    if (kind !== 'string') continue;
    const newText = text.replace(/\\(.)/g, (whole, char: string) =>
      /[nrt0\\"'xu*]/.test(char) ? whole : `\\\\${char}`,
    );
    if (newText !== text) yield { title: 'Double the backslash', changes: [{ span: { start, end }, newText }] };
  }
}
