// The outline: policies by their id, schema declarations within their namespaces, entities of an entities file.

import type { Node } from 'jsonc-parser';
import type { Span } from '#core/base/span.ts';
import type {
  AttributeDeclaration,
  DeclarationNode,
  NamespaceNode,
  SchemaTree,
  TypeNode,
} from '#core/cedar/schemaSyntax/ast.ts';
import type { PoliciesNode, WordNode } from '#core/cedar/syntax/ast.ts';
import { nodeSpan } from '#core/cedar/syntax/jsonNodes.ts';
import { policiesOfJson } from '#core/cedar/syntax/jsonPolicies.ts';
import { displayUid } from '#core/cedar/types.ts';
import type { OutlineItem, OutlineKind } from '../answers.ts';
import type { CedarDocument, JsonDocument } from './cedarDocument.ts';
import { entityNodes, uidIn } from './jsonEntities.ts';
import { linksOf } from './jsonLinks.ts';
import { policyNames } from './policyNames.ts';

/** The entries of a document in the order of the text. */
export function documentSymbols(document: CedarDocument): readonly OutlineItem[] {
  switch (document.kind) {
    case 'policies':
      return policyItems(document.tree);
    case 'schema':
      return schemaItems(document.tree);
    case 'json':
      return jsonItems(document);
  }
}

function jsonItems({ form, root, schemaTree }: JsonDocument): readonly OutlineItem[] {
  switch (form) {
    case 'entities':
      return entityNodes(root).flatMap((node) => entityItem(node));
    case 'schema':
      return schemaTree === undefined ? [] : schemaItems(schemaTree);
    case 'policies':
      return policiesOfJson(root).map(({ policy, id, isTemplate }) => {
        const detail = `${policy.effect?.text ?? ''}${isTemplate ? ' template' : ''}`;
        return item(id?.value ?? 'policy', detail, 'event', policy.span, id?.span ?? policy.effect?.span, []);
      });
    case 'links':
      return linksOf(root).flatMap(({ node, id, template }) =>
        id === undefined
          ? []
          : item(String(id.value), `link of ${template?.value}`, 'event', nodeSpan(node), nodeSpan(id), []),
      );
    case 'request':
    case 'config':
      return [];
  }
}

function schemaItems(tree: SchemaTree): readonly OutlineItem[] {
  return tree.items.flatMap((node) =>
    node.kind === 'namespace' ? namespaceItem(node) : declarationItems(node, tree.text),
  );

  function namespaceItem(node: NamespaceNode): OutlineItem {
    const children = node.declarations.flatMap((declaration) => declarationItems(declaration, tree.text));
    return item(node.name?.text ?? '', 'namespace', 'namespace', node.span, node.name?.span, children);
  }
}

function policyItems(tree: PoliciesNode): readonly OutlineItem[] {
  return policyNames(tree).map(({ policy, name, nameSpan }) => {
    const scope = policy.scope
      .filter(({ span, variable }) => span.end > variable.span.end)
      .map(({ span }) => tree.text.slice(span.start, span.end).replace(/\s+/g, ' '));
    const detail = `${policy.effect?.text ?? ''} ${scope.join(', ')}`.trim();
    return item(name, detail, 'event', policy.span, nameSpan, []);
  });
}

function declarationItems(node: DeclarationNode, text: string): readonly OutlineItem[] {
  const source = ({ start, end }: Span) => text.slice(start, end).replace(/\s+/g, ' ');
  switch (node.kind) {
    case 'entity':
      return node.names.map((name) => {
        const isEnum = node.choices !== undefined;
        const choices = (node.choices ?? []).map((choice) =>
          item(choice.value, '', 'enumMember', choice.span, choice.span, []),
        );
        const children = [...attributeItems(node.attributes, source), ...choices];
        return declared(name, node, 'entity', isEnum ? 'enum' : 'class', children);
      });
    case 'action': {
      const parts = (node.appliesTo?.parts ?? []).filter(({ keyword }) => keyword.text !== 'context');
      const detail = ['action', ...parts.map((part) => source(part.span))].join(' ');
      const context = (node.appliesTo?.parts ?? []).find(({ keyword }) => keyword.text === 'context');
      return node.names.map((name) =>
        declared(name, node, detail, 'function', attributeItems(context?.context, source)),
      );
    }
    case 'type':
      return node.name === undefined
        ? []
        : [declared(node.name, node, 'type', 'class', attributeItems(node.type, source))];
  }
}

/** Several names of one declaration share its children; each keeps to itself where there are several. */
function declared(
  name: WordNode,
  node: DeclarationNode,
  detail: string,
  kind: OutlineKind,
  children: readonly OutlineItem[],
): OutlineItem {
  return item(name.text, detail, kind, node.span, name.span, children);
}

function attributeItems(type: TypeNode | undefined, source: (span: Span) => string): readonly OutlineItem[] {
  if (type?.kind === 'set') return attributeItems(type.element, source);
  if (type?.kind !== 'record') return [];
  return type.attributes.map((attribute: AttributeDeclaration) => {
    const detail = attribute.type.kind === 'record' ? '' : source(attribute.type.span);
    const mark = attribute.optional ? '?' : '';
    const children = attributeItems(attribute.type, source);
    return item(`${attribute.name.text}${mark}`, detail, 'property', attribute.span, attribute.name.span, children);
  });
}

function entityItem(node: Node): readonly OutlineItem[] {
  const found = uidIn(node);
  if (found === undefined) return [];
  const span = { start: node.offset, end: node.offset + node.length };
  return [item(displayUid(found.uid), 'entity', 'key', span, found.idSpan, [])];
}

function item(
  name: string,
  detail: string,
  kind: OutlineKind,
  span: Span,
  nameSpan: Span | undefined,
  children: readonly OutlineItem[],
): OutlineItem {
  return { name, detail, kind, span, nameSpan: nameSpan ?? { start: span.start, end: span.start }, children };
}
