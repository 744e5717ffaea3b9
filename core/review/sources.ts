// What a call of the SDK brings into a script: content, a response, a listing or other data of the host.

import type { AbstractValue } from '#core/base/abstractValue.ts';
import type { CatalogFunction, ResourceExpression } from '#core/catalog/types.ts';
import type { SourceKind } from './labels.ts';

const FILE = 'file_system::File';

/** What the result of a function is made of; undefined where it is nothing to follow, such as a count. */
export function sourceKindOf(fn: CatalogFunction): SourceKind | undefined {
  if (fn.checks.length === 0) return undefined;
  if (fn.checks.some(({ resourceTypes }) => resourceTypes[0]?.startsWith('network::')))
    return isText(fn) ? 'response' : undefined;
  if (fn.elementType === 'ProcessInfo') return 'process';
  if (isListing(fn)) return 'listing';
  if (!isText(fn)) return undefined;
  const readsFile = fn.checks.some(
    ({ action, resourceTypes }) => /::"(?:redacted_)?read"$/.test(action) && resourceTypes.includes(FILE),
  );
  return fn.area === 'file-io' && readsFile && fn.receiver !== 'RcDirHandle' ? 'content' : 'data';
}

function isText({ returns, elementType, mapFields }: CatalogFunction): boolean {
  if (returns === 'string' || returns === 'any' || returns === 'Response' || returns === 'ExecuteResult') return true;
  if (returns === 'map') return elementType === 'i64' && mapFields === undefined;
  return returns === 'array' && (elementType === undefined || elementType === 'string' || elementType === 'Match');
}

function isListing(fn: CatalogFunction): boolean {
  const walks = fn.checks.some(({ action }) => /::"read"$/.test(action));
  if (!walks || fn.area !== 'file-io') return false;
  if (fn.elementType === 'DirEntry') return true;
  const reads = fn.checks.some(
    ({ action, resourceTypes }) => action.endsWith('"read"') && resourceTypes.includes(FILE),
  );
  return !reads && fn.returns === 'array' && fn.elementType === 'string';
}

/** What a call asks about, for messages: the path it reads or the address it contacts. */
export function subjectOf(
  fn: CatalogFunction,
  receiver: AbstractValue | undefined,
  args: readonly AbstractValue[],
): string | undefined {
  for (const { resource } of fn.checks) {
    const root = rootOf(resource);
    if (root === undefined) continue;
    const value = root.name === 'receiver' ? receiver : args[fn.parameters.findIndex(({ name }) => name === root.name)];
    const text =
      value === undefined ? undefined : displayOf(root.field === undefined ? value : fieldOf(value, root.field));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The parameter, and the field of it, that an expression names first. */
export function rootOf(expression: ResourceExpression): { readonly name: string; readonly field?: string } | undefined {
  const [root] = rootsOf(expression);
  return root;
}

/** All parameters that decide an expression. */
export function rootsOf(expression: ResourceExpression): readonly { readonly name: string; readonly field?: string }[] {
  switch (expression.op) {
    case 'argument':
      return [{ name: expression.name }];
    case 'field':
      return rootsOf(expression.of).map(({ name }) => ({ name, field: expression.name }));
    case 'join':
    case 'concat':
      return [...rootsOf(expression.left), ...rootsOf(expression.right)];
    case 'moved':
      return [...rootsOf(expression.of), ...rootsOf(expression.to)];
    case 'choose':
      return [...rootsOf(expression.then), ...rootsOf(expression.otherwise)];
    case 'parent':
    case 'base':
    case 'resolved':
    case 'replace':
    case 'existingAncestor':
      return rootsOf(expression.of);
    case 'constant':
    case 'element':
    case 'fresh':
    case 'host':
      return [];
  }
}

function fieldOf(value: AbstractValue, name: string): AbstractValue | undefined {
  return value.kind === 'object' ? value.fields.get(name) : undefined;
}

/** A value as a short text with `*` for what is not known; undefined where nothing is. */
export function displayOf(value: AbstractValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value.kind === 'string' || value.kind === 'char') return value.value;
  if (value.kind === 'int') return String(value.value);
  if (value.kind === 'pattern') return value.parts.map((part) => (typeof part === 'string' ? part : '*')).join('');
  if (value.kind !== 'oneOf') return undefined;
  const texts = value.values.map(displayOf).filter((text) => text !== undefined);
  return texts.length === value.values.length && texts.length <= 3 ? texts.join(' or ') : undefined;
}

const SECRET = new RegExp(
  [
    '^/etc/(?:g?shadow|sudoers)',
    '/\\.(?:ssh|gnupg|aws|kube|docker)/',
    '/id_(?:rsa|dsa|ecdsa|ed25519)$',
    '\\.(?:pem|key|p12|pfx|jks|keystore|token)$',
    '/\\.(?:env|netrc|pgpass|git-credentials)$',
    '(?:^|[/._-])(?:secrets?|passwords?|passwd|credentials?|tokens?|private|api[_-]?keys?)(?:$|[/._-])',
  ].join('|'),
  'i',
);

/** Whether a path says by its name that a secret is in it. */
export function looksSecret(path: string | undefined): boolean {
  return path !== undefined && path !== '/etc/passwd' && SECRET.test(path);
}
