// What the engine says of Cedar's JSON forms, at the places it speaks of: each entity, policy and link is asked about alone.

import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Span } from '#core/base/span.ts';
import { nearest } from '#core/cedar/pitfalls/nearest.ts';
import { PITFALL_RULES } from '#core/cedar/pitfalls/registry.ts';
import { schemaTreeOfJson } from '#core/cedar/schemaSyntax/jsonSchema.ts';
import { missingTypes } from '#core/cedar/severalErrors.ts';
import { propertiesOf } from '#core/cedar/syntax/jsonNodes.ts';
import { policiesOfJson } from '#core/cedar/syntax/jsonPolicies.ts';
import type { CedarEngine, CedarMessage } from '#core/cedar/types.ts';
import type { JsonDocument } from './cedarDocument.ts';
import { entityNodes, spanOf } from './jsonEntities.ts';
import { type JsonLink, LINK_KEYS, linksOf } from './jsonLinks.ts';
import type { PolicyTemplate } from './policyTemplates.ts';

export const CEDAR_JSON = 'cedar-json';

/** What a document is checked by. */
export interface JsonCheckPort {
  readonly engine: CedarEngine;
  /** Text of the schema in force. */
  readonly schema: string;
  /** Whether the document is one of several texts of that schema. */
  readonly isFragment: boolean;
  /** The templates that the workspace has. */
  templates(): readonly PolicyTemplate[];
}

/** Diagnostics of a JSON form. `rehearsal.json` has its own. */
export function checkJsonDocument(document: JsonDocument, port: JsonCheckPort): readonly Diagnostic[] {
  const { engine, schema } = port;
  if (document.form === 'config') return [];
  const errors: ParseError[] = [];
  const root = parseTree(document.text, errors, { allowTrailingComma: false });
  const broken = errors.map(({ error, offset, length }) =>
    diagnostic(`This is not valid JSON: ${printParseErrorCode(error)}.`, {
      start: offset,
      end: offset + Math.max(1, length),
    }),
  );
  if (root === undefined || broken.length > 0) return broken;
  switch (document.form) {
    case 'entities':
      return entityFindings(root, engine, schema);
    case 'policies':
      return withPitfalls(policyFindings(root, engine, schema), root, document.text, port);
    case 'schema':
      return schemaFindings(root, document.text, port);
    case 'request':
      return engine.checkJson('request', getNodeValue(root), schema).map((message) => place(message, root));
    case 'links':
      return linkFindings(root, port);
  }
}

function entityFindings(root: Node, engine: CedarEngine, schema: string): readonly Diagnostic[] {
  if (root.type !== 'array') return [diagnostic('An entities file must hold a list of entities.', spanOf(root))];
  const seen = new Set<string>();
  const found = entityNodes(root).flatMap((node) => {
    const uid = JSON.stringify(
      findNodeAtLocation(node, ['uid']) && getNodeValue(findNodeAtLocation(node, ['uid']) ?? node),
    );
    const twice = seen.has(uid)
      ? [diagnostic('An entity with this uid is there already.', spanOf(findNodeAtLocation(node, ['uid']) ?? node))]
      : [];
    seen.add(uid);
    return [
      ...twice,
      ...engine.checkJson('entities', [getNodeValue(node)], schema).map((message) => place(message, node)),
    ];
  });
  const others = (root.children ?? []).filter(({ type }) => type !== 'object');
  const wrong = others.map((node) =>
    diagnostic('An entity must be an object with "uid", "attrs" and "parents".', spanOf(node)),
  );
  if (found.length > 0 || wrong.length > 0) return [...found, ...wrong];
  // Circles of parents show only among all of them.
  return engine.checkJson('entities', getNodeValue(root), schema).map((message) => place(message, root));
}

/** One policy, or a set of policies by their ids. */
function policyFindings(root: Node, engine: CedarEngine, schema: string): readonly Diagnostic[] {
  if (root.type !== 'object') return [diagnostic('This must be a policy or a set of policies.', spanOf(root))];
  if (findNodeAtLocation(root, ['effect']) !== undefined)
    return onePerPlace(
      engine.checkJson(formOf(root), getNodeValue(root), schema).map((message) => place(message, root)),
    );
  return ['staticPolicies', 'templates'].flatMap((key) => {
    const holder = findNodeAtLocation(root, [key]);
    const nodes =
      holder?.type === 'object' ? (holder.children ?? []).flatMap(({ children }) => children?.[1] ?? []) : [];
    const form = key === 'templates' ? 'template' : 'policy';
    return nodes.flatMap((node) =>
      onePerPlace(engine.checkJson(form, getNodeValue(node), schema).map((message) => place(message, node))),
    );
  });
}

/**
 * What the rules about Rex say of policies in this form too. As in policies of the text form, a rule stands for what
 * validation says at its place, unless the runner does what the policy says.
 */
function withPitfalls(
  found: readonly Diagnostic[],
  root: Node,
  text: string,
  { engine, schema }: JsonCheckPort,
): readonly Diagnostic[] {
  const model = engine.readSchema(schema);
  if (model === undefined) return found;
  const policies = policiesOfJson(root);
  const tree = { text, policies: policies.map(({ policy }) => policy), errors: [], tokens: [], comments: [] };
  const pitfalls = PITFALL_RULES.flatMap((rule) =>
    [...rule.find({ tree, schema: model })].map(
      ({ span, message, data }): Diagnostic => ({
        code: rule.code,
        severity: rule.worksAtRunTime !== true && found.some((other) => within(other.span, span)) ? 'error' : 'warning',
        message: message.replaceAll(
          /\bpolicy(\d+)\b/g,
          (name, index: string) => policies[Number(index)]?.id?.value ?? name,
        ),
        span,
        ...inJsonForm(data, text.slice(span.start, span.end)),
      }),
    ),
  );
  const kept = found.filter(({ span }) => !pitfalls.some((other) => within(span, other.span)));
  return [...kept, ...pitfalls].sort((a, b) => a.span.start - b.span.start);
}

/** What a rule says to write, as this form writes it: an entity in place of an entity. */
function inJsonForm(data: unknown, written: string): Pick<Diagnostic, 'data'> {
  if (typeof data !== 'object' || data === null || !('replacement' in data)) return {};
  const [, type, id] = /^([\w:]+)::"([^"\\]*)"$/.exec(String(data.replacement)) ?? [];
  if (id === undefined || !written.startsWith('{') || written.includes('__entity')) return {};
  return { data: { replacement: `{ "type": ${JSON.stringify(type)}, "id": ${JSON.stringify(id)} }` } };
}

/** A complaint about the whole policy stays, whatever lies in it. */
function within(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function formOf(root: Node): 'policy' | 'template' {
  return policiesOfJson(root).some(({ isTemplate }) => isTemplate) ? 'template' : 'policy';
}

/** One of several texts may name what the others declare: then the engine is asked about all of them. */
function schemaFindings(
  root: Node,
  text: string,
  { engine, schema, isFragment }: JsonCheckPort,
): readonly Diagnostic[] {
  const alone = engine.checkJson('schema', getNodeValue(root), schema);
  if (alone.some((message) => !message.startsWith('failed to resolve type')))
    return alone.map((message) => place(message, root));
  const tree = schemaTreeOfJson(text, root);
  const all = isFragment ? engine.checkSchema(schema) : alone.map(severe);
  return all.flatMap(({ message, help, severity }) => {
    const missing = missingTypes(tree, { message, severity });
    if (missing !== undefined) return missing.map((found) => diagnostic(found.message, found.span ?? spanOf(root)));
    const found = place(help === undefined ? message : `${message}; ${help}`, root);
    return isFragment && found.span.end - found.span.start === root.length ? [] : found;
  });
}

function severe(message: string): CedarMessage {
  return { message: message.replace(/;.*/s, ''), severity: 'error' };
}

function linkFindings(root: Node, port: JsonCheckPort): readonly Diagnostic[] {
  if (root.type !== 'array') return [diagnostic('A file of template links must hold a list.', spanOf(root))];
  const ids = new Set<unknown>();
  return linksOf(root).flatMap((link) => {
    const isTwice = link.id !== undefined && ids.has(link.id.value);
    ids.add(link.id?.value);
    const twice =
      isTwice && link.id !== undefined ? [diagnostic('A link with this id is there already.', spanOf(link.id))] : [];
    const form = formFindings(link);
    return [...twice, ...(form.length > 0 ? form : meaningFindings(link, port))];
  });
}

/** What is missing from a link, or of the wrong kind. */
function formFindings(link: JsonLink): readonly Diagnostic[] {
  const { node } = link;
  if (node.type !== 'object') return [diagnostic('A template link must be an object.', spanOf(node))];
  return (['template', 'id', 'args'] as const).flatMap((part) => {
    const found = link[part];
    const [key] = LINK_KEYS[part];
    if (found === undefined) return [diagnostic(`A template link needs "${key}".`, spanOf(node))];
    const wanted = part === 'args' ? 'object' : 'string';
    if (found.type === wanted) return [];
    return [diagnostic(`"${key}" must be ${wanted === 'object' ? 'an object' : 'a string'}.`, spanOf(found))];
  });
}

/** Whether the template is there, its slots are filled and no others, and what the engine says of the linked policy. */
function meaningFindings({ node, template, args }: JsonLink, port: JsonCheckPort): readonly Diagnostic[] {
  if (template === undefined || args === undefined) return [];
  const name = String(template.value);
  const templates = port.templates();
  const found = templates.find((candidate) => candidate.name === name);
  if (found === undefined) {
    const best = nearest(
      name,
      templates.map((candidate) => candidate.name),
    );
    const hint = best === undefined ? '' : ` Did you mean ${best}?`;
    const message = `No policy of this workspace with slots has the id ${name}.${hint}`;
    const data = best === undefined ? {} : { data: { replacement: JSON.stringify(best) } };
    return [{ ...diagnostic(message, spanOf(template)), ...data }];
  }
  const filled = propertiesOf(args);
  const names = filled.map(({ key }) => String(key.value));
  const wrong = filled.flatMap(({ key }) =>
    found.slots.includes(String(key.value))
      ? []
      : diagnostic(`The template ${name} has the slots ${found.slots.join(' and ')} and no others.`, spanOf(key)),
  );
  const open = found.slots.filter((slot) => !names.includes(slot));
  const missing = open.map((slot) => diagnostic(`The slot ${slot} of ${name} is not filled.`, spanOf(args)));
  if (wrong.length + missing.length > 0) return [...wrong, ...missing];
  const value = { template: found.source, values: getNodeValue(args) };
  return port.engine.checkJson('link', value, port.schema).map((message) => place(message, args ?? node));
}

/**
 * The engine names no place in JSON, but what it speaks of stands in back quotes: the first such string below the node, else
 * the first id of an entity.
 */
function place(message: string, node: Node): Diagnostic {
  const words = [...message.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
  const texts = words.map((word) => word.replace(/^\["|"\]$|^"|"$/g, ''));
  const ids = words.flatMap((word) => /::"(.*)"$/.exec(word)?.[1] ?? []);
  const found = [...texts, ...ids].map((text) => findText(node, text)).find((text) => text !== undefined);
  return diagnostic(message, spanOf(found ?? node));
}

/** The engine complains once per type that a resource may have; the first says as much. */
function onePerPlace(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return found.filter(({ span }, i) => found.findIndex((other) => other.span.start === span.start) === i);
}

function findText(node: Node, text: string): Node | undefined {
  if (node.type === 'string' && node.value === text) return node;
  for (const child of node.children ?? []) {
    const found = findText(child, text);
    if (found !== undefined) return found;
  }
  return undefined;
}

function diagnostic(message: string, span: Diagnostic['span']): Diagnostic {
  return { code: CEDAR_JSON, severity: 'error', message, span };
}
