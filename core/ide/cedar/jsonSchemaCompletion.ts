// Completion in schemas in JSON form: the keys of each object, and the types and actions that the texts declare.

import { getNodePath, type Node } from 'jsonc-parser';
import { declarationsOf, type SchemaTree } from '#core/cedar/schemaSyntax/ast.ts';
import { SchemaNames } from './schemaNames.ts';

const NAMESPACE_KEYS = ['entityTypes', 'actions', 'commonTypes', 'annotations'];
const ENTITY_KEYS = ['memberOfTypes', 'shape', 'tags', 'enum', 'annotations'];
const ACTION_KEYS = ['appliesTo', 'memberOf', 'annotations'];
const APPLIES_TO_KEYS = ['principalTypes', 'resourceTypes', 'context'];
const TYPE_KEYS = ['type', 'attributes', 'element', 'name'];
const TYPES = ['String', 'Long', 'Boolean', 'Set', 'Record', 'Entity', 'EntityOrCommon', 'Extension'];
const EXTENSIONS = ['ipaddr', 'decimal', 'datetime', 'duration'];

/** Keys that the object of a key can have and has not; attributes and declarations have names of their own. */
export function schemaKeys(key: Node): readonly string[] {
  const object = key.parent?.parent;
  if (object === undefined) return [];
  const used = (object.children ?? []).map(({ children }) => children?.[0]).filter((other) => other !== key);
  return keysOf(getNodePath(object)).filter((name) => used.every((other) => other?.value !== name));
}

function keysOf(path: readonly (string | number)[]): readonly string[] {
  const [, section] = path;
  const last = path.at(-1);
  if (path.length < 2) return path.length === 1 ? NAMESPACE_KEYS : [];
  if (path.length === 2 || last === 'attributes' || last === 'annotations') return [];
  if (path.length === 3 && section === 'entityTypes') return ENTITY_KEYS;
  if (path.length === 3 && section === 'actions') return ACTION_KEYS;
  if (last === 'appliesTo') return APPLIES_TO_KEYS;
  if (path.at(-2) === 'memberOf') return ['id', 'type'];
  return path.at(-2) === 'attributes' ? [...TYPE_KEYS, 'required'] : TYPE_KEYS;
}

/** What a string in a value can be. */
export function schemaValues(node: Node, fragments: readonly SchemaTree[]): readonly string[] {
  const path = getNodePath(node);
  const namespace = String(path[0] ?? '');
  const names = new SchemaNames(fragments);
  const key = path.findLast((segment) => typeof segment === 'string');
  const short = (all: Iterable<string>) => [...all].map((name) => shortened(name, namespace));
  switch (key) {
    case 'memberOfTypes':
    case 'principalTypes':
    case 'resourceTypes':
      return short(names.entityTypes);
    case 'type':
      return path.at(-3) === 'memberOf' ? actionTypes(fragments) : [...TYPES, ...short(names.commonTypes.keys())];
    case 'name':
      return kindOf(node) === 'Extension'
        ? EXTENSIONS
        : short(kindOf(node) === 'Entity' ? names.entityTypes : [...names.entityTypes, ...names.commonTypes.keys()]);
    case 'id':
      return actionIds(fragments, namespace);
    default:
      return [];
  }
}

/** Names of the own namespace without it. */
function shortened(name: string, namespace: string): string {
  const own = namespace === '' ? '' : `${namespace}::`;
  const rest = name.slice(own.length);
  return own !== '' && name.startsWith(own) && !rest.includes('::') ? rest : name;
}

function kindOf(node: Node): unknown {
  const object = node.parent?.parent;
  return object?.children?.find(({ children }) => children?.[0]?.value === 'type')?.children?.[1]?.value;
}

function actionTypes(fragments: readonly SchemaTree[]): readonly string[] {
  const all = fragments.flatMap(declarationsOf).filter(({ declaration }) => declaration.kind === 'action');
  return [...new Set(all.map(({ namespace }) => (namespace === '' ? 'Action' : `${namespace}::Action`)))];
}

function actionIds(fragments: readonly SchemaTree[], namespace: string): readonly string[] {
  return fragments
    .flatMap(declarationsOf)
    .flatMap(({ namespace: place, declaration }) =>
      declaration.kind === 'action' && place === namespace ? declaration.names.map(({ text }) => text) : [],
    );
}
