// Cedar actions by what they mean to somebody who must decide whether a script may run.

/** In the order in which they are shown. */
export const CATEGORIES = [
  'execute',
  'delete',
  'write',
  'contact',
  'control',
  'read',
  'list',
  'inspect',
  'open',
] as const;

export type Category = (typeof CATEGORIES)[number];

/** What each category is called as a heading. */
export const CATEGORY_TITLES: Readonly<Record<Category, string>> = {
  execute: 'Executes',
  delete: 'Deletes',
  write: 'Writes',
  contact: 'Contacts',
  control: 'Controls',
  read: 'Reads',
  list: 'Lists',
  inspect: 'Inspects',
  open: 'Opens',
};

const BY_NAME: ReadonlyMap<string, Category> = new Map([
  ['execute', 'execute'],
  ['delete', 'delete'],
  ['write', 'write'],
  ['create', 'write'],
  ['move', 'write'],
  ['chmod', 'write'],
  ['chown', 'write'],
  ['set_x_attr', 'write'],
  ['GET', 'contact'],
  ['connect', 'contact'],
  ['resolve_hostname', 'contact'],
  ['read', 'read'],
  ['redacted_read', 'read'],
  ['list', 'list'],
  ['list_fds', 'list'],
  ['stat', 'inspect'],
  ['status', 'inspect'],
  ['open', 'open'],
]);

/** The category of a request. Reading a directory lists it; what has no entry of its own changes how something runs. */
export function categoryOf(action: string, resourceType: string): Category {
  const name = actionNameOf(action);
  if (name === 'read' && resourceType === 'file_system::Dir') return 'list';
  return BY_NAME.get(name) ?? (resourceType.startsWith('network::') ? 'contact' : 'control');
}

/** `read` of `file_system::Action::"read"`. */
export function actionNameOf(action: string): string {
  return /::"(.*)"$/s.exec(action)?.[1] ?? action;
}

/** `File` of `file_system::File`. */
export function typeNameOf(resourceType: string): string {
  return resourceType.replace(/^.*::/, '');
}
