// Recovering parser for schema texts: always yields a tree, also for what is still being typed.

import type { AnnotationNode, NameNode, StringNode, WordNode } from '../syntax/ast.ts';
import { TokenCursor } from '../syntax/tokenCursor.ts';
import type {
  ActionDeclaration,
  ActionReference,
  AppliesToNode,
  AppliesToPart,
  CommonTypeDeclaration,
  DeclarationNode,
  EntityDeclaration,
  NamespaceNode,
  SchemaTree,
} from './ast.ts';
import {
  atDeclarationEnd,
  nameOrString,
  parseAnnotations,
  parseRecord,
  parseSchemaList,
  parseSchemaName,
  parseType,
  skipSchema,
} from './parseType.ts';

/** Parses any text. What does not fit is in `errors`; declarations before and behind it are found all the same. */
export function parseSchema(text: string): SchemaTree {
  const cursor = new TokenCursor(text);
  const items: SchemaTree['items'][number][] = [];
  while (cursor.peek !== undefined) {
    const before = cursor.nextStart;
    const annotations = parseAnnotations(cursor);
    const item = cursor.is('namespace')
      ? parseNamespace(cursor, before, annotations)
      : parseDeclaration(cursor, before, annotations);
    if (item !== undefined) items.push(item);
    else unexpected(cursor, before);
  }
  return { text, items, errors: cursor.gaps, tokens: cursor.tokens, comments: cursor.comments };
}

/** Notes what no declaration starts with, and goes on behind it. */
function unexpected(cursor: TokenCursor, before: number): void {
  if (cursor.nextStart === before) cursor.advance();
  cursor.gaps.push({ span: cursor.spanFrom(before), expected: 'declaration' });
}

function parseNamespace(
  cursor: TokenCursor,
  start: number,
  annotations: readonly AnnotationNode[],
): NamespaceNode | undefined {
  cursor.advance();
  const name = parseSchemaName(cursor);
  if (name === undefined) cursor.missing('name');
  const bodyStart = cursor.nextStart;
  const declarations: DeclarationNode[] = [];
  if (cursor.expect('{') === undefined)
    return { kind: 'namespace', span: cursor.spanFrom(start), annotations, name, bodySpan: undefined, declarations };
  while (cursor.peek !== undefined && !cursor.is('}')) {
    const before = cursor.nextStart;
    const own = parseAnnotations(cursor);
    // A namespace within one is not Cedar: the brace before it was forgotten.
    if (cursor.is('namespace') && own.length === 0) break;
    const declaration = parseDeclaration(cursor, before, own);
    if (declaration !== undefined) declarations.push(declaration);
    else unexpected(cursor, before);
  }
  cursor.expect('}');
  const bodySpan = cursor.spanFrom(bodyStart);
  return { kind: 'namespace', span: cursor.spanFrom(start), annotations, name, bodySpan, declarations };
}

function parseDeclaration(
  cursor: TokenCursor,
  start: number,
  annotations: readonly AnnotationNode[],
): DeclarationNode | undefined {
  if (cursor.is('entity')) return parseEntity(cursor, start, annotations);
  if (cursor.is('action')) return parseAction(cursor, start, annotations);
  if (cursor.is('type')) return parseCommonType(cursor, start, annotations);
  return undefined;
}

/** Behind the last part of a declaration: its semicolon, or whatever stands in its place. */
function finish(cursor: TokenCursor): void {
  if (!cursor.is(';')) skipSchema(cursor, ';', () => false);
  cursor.expect(';');
}

function parseEntity(cursor: TokenCursor, start: number, annotations: readonly AnnotationNode[]): EntityDeclaration {
  cursor.advance();
  const names = parseNames(cursor, () => cursor.word());
  let parents: readonly NameNode[] = [];
  let choices: readonly StringNode[] | undefined;
  let attributes: EntityDeclaration['attributes'];
  let tags: EntityDeclaration['tags'];
  if (cursor.accept('enum') !== undefined) {
    choices = parseSchemaList(cursor, () => cursor.string(), 'some');
  } else {
    if (cursor.accept('in') !== undefined) parents = parseEntityTypes(cursor);
    const equals = cursor.accept('=');
    if (cursor.is('{')) attributes = parseRecord(cursor);
    else if (equals !== undefined) cursor.missing('{');
    if (cursor.accept('tags') !== undefined) tags = parseType(cursor);
  }
  finish(cursor);
  return { kind: 'entity', span: cursor.spanFrom(start), annotations, names, parents, attributes, tags, choices };
}

function parseAction(cursor: TokenCursor, start: number, annotations: readonly AnnotationNode[]): ActionDeclaration {
  cursor.advance();
  const names = parseNames(cursor, () => nameOrString(cursor));
  const parents = cursor.accept('in') === undefined ? [] : parseActionParents(cursor);
  const appliesTo = cursor.is('appliesTo') ? parseAppliesTo(cursor) : undefined;
  if (cursor.accept('attributes') !== undefined && cursor.expect('{') !== undefined) cursor.expect('}');
  finish(cursor);
  return { kind: 'action', span: cursor.spanFrom(start), annotations, names, parents, appliesTo };
}

function parseCommonType(
  cursor: TokenCursor,
  start: number,
  annotations: readonly AnnotationNode[],
): CommonTypeDeclaration {
  cursor.advance();
  const name = cursor.word();
  if (name === undefined) cursor.missing('name');
  const type = cursor.expect('=') === undefined ? undefined : parseType(cursor);
  finish(cursor);
  return { kind: 'type', span: cursor.spanFrom(start), annotations, name, type };
}

function parseNames(cursor: TokenCursor, parseName: () => WordNode | undefined): readonly WordNode[] {
  const names: WordNode[] = [];
  do {
    const name = parseName();
    if (name === undefined) {
      cursor.missing('name');
      break;
    }
    names.push(name);
  } while (cursor.accept(',') !== undefined);
  return names;
}

/** `A` or `[A, B]`; the list may be empty. */
function parseEntityTypes(cursor: TokenCursor): readonly NameNode[] {
  if (cursor.is('[')) return parseSchemaList(cursor, () => parseSchemaName(cursor), 'none');
  const name = parseSchemaName(cursor);
  if (name === undefined) cursor.missing('type');
  return name === undefined ? [] : [name];
}

/** `a` or `[a, b]` */
function parseActionParents(cursor: TokenCursor): readonly ActionReference[] {
  if (cursor.is('[')) return parseSchemaList(cursor, () => parseActionReference(cursor), 'some');
  const parent = parseActionReference(cursor);
  if (parent === undefined) cursor.missing('action');
  return parent === undefined ? [] : [parent];
}

function parseActionReference(cursor: TokenCursor): ActionReference | undefined {
  const start = cursor.nextStart;
  const quoted = cursor.string();
  if (quoted !== undefined)
    return { span: quoted.span, type: undefined, id: { span: quoted.span, text: quoted.value } };
  const parts: WordNode[] = [];
  for (let part = cursor.word(); part !== undefined; part = cursor.word()) {
    parts.push(part);
    const end = cursor.lastEnd;
    if (cursor.accept('::') === undefined) break;
    const id = cursor.string();
    if (id !== undefined) {
      const type = { span: { start, end }, text: parts.map(({ text }) => text).join('::'), parts };
      return { span: cursor.spanFrom(start), type, id: { span: id.span, text: id.value } };
    }
    if (cursor.peek?.kind !== 'identifier') cursor.missing('name or id');
  }
  const [only] = parts;
  if (only === undefined) return undefined;
  // Without quotes an action has no namespace before it.
  if (parts.length > 1) cursor.gaps.push({ span: cursor.spanFrom(start), expected: 'action' });
  return { span: cursor.spanFrom(start), type: undefined, id: only };
}

function parseAppliesTo(cursor: TokenCursor): AppliesToNode {
  const start = cursor.nextStart;
  cursor.advance();
  const parts: AppliesToPart[] = [];
  if (cursor.expect('{') === undefined) return { span: cursor.spanFrom(start), parts };
  if (cursor.is('}')) cursor.missing('principal, resource or context');
  while (!cursor.is('}') && !atDeclarationEnd(cursor)) {
    const part = parseAppliesToPart(cursor);
    if (part !== undefined) parts.push(part);
    if (cursor.accept(',') !== undefined || cursor.is('}')) continue;
    skipSchema(cursor, '}', () => cursor.is('}') || cursor.is(','));
    if (cursor.accept(',') === undefined) break;
  }
  cursor.expect('}');
  return { span: cursor.spanFrom(start), parts };
}

function parseAppliesToPart(cursor: TokenCursor): AppliesToPart | undefined {
  const start = cursor.nextStart;
  if (!APPLIES_TO.some((word) => cursor.is(word))) {
    cursor.missing('principal, resource or context');
    return undefined;
  }
  const keyword = cursor.word();
  if (keyword === undefined) return undefined;
  cursor.expect(':');
  if (keyword.text !== 'context')
    return { types: parseEntityTypes(cursor), keyword, context: undefined, span: cursor.spanFrom(start) };
  const context = parseType(cursor);
  if (context.kind === 'set') cursor.gaps.push({ span: context.span, expected: 'record or name' });
  return { types: [], keyword, context, span: cursor.spanFrom(start) };
}

const APPLIES_TO = ['principal', 'resource', 'context'];
