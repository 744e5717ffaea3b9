// The permissions of a manifest as people read them: one row for each resource in each category, whatever number of requests it takes.

import { actionNameOf, CATEGORIES, type Category, typeNameOf } from './categories.ts';
import type { Condition, Input, Permission, Use } from './manifest.ts';
import { displayPattern } from './resourcePattern.ts';

export interface ManifestRow {
  readonly category: Category;
  /** The id or its pattern. */
  readonly resource: string;
  /** `File`, `Dir`, `url`, ...; each once. */
  readonly types: readonly string[];
  readonly actions: readonly string[];
  readonly root: boolean;
  readonly context: string | undefined;
  readonly uses: readonly Use[];
  /** Lines of the calls, ascending. */
  readonly lines: readonly number[];
  readonly inputs: readonly Input[];
  /** The conditions of the only call; of several, none. */
  readonly conditions: readonly Condition[];
  readonly permissions: readonly Permission[];
}

/** Rows in the order of the categories. */
export function manifestRows(permissions: readonly Permission[]): readonly ManifestRow[] {
  const groups = new Map<string, Permission[]>();
  for (const permission of permissions) {
    const { category, resource, context, principal } = permission;
    const key = JSON.stringify([category, resource, context, principal]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [permission]);
    else group.push(permission);
  }
  const rows = [...groups.values()].flatMap(rowOf);
  return rows.sort((a, b) => CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category));
}

/** Whether some input decides the resource and nothing bounds it. */
export function isOpen({ inputs }: Pick<ManifestRow, 'inputs'>): boolean {
  return inputs.some(({ bound }) => bound === 'no');
}

function rowOf(permissions: readonly Permission[]): readonly ManifestRow[] {
  const [first] = permissions;
  if (first === undefined) return [];
  const uses = distinct(
    permissions.flatMap((permission) => permission.uses),
    ({ range, function: name }) => `${range.startLine}:${range.startColumn}:${range.endColumn} ${name}`,
  );
  return [
    {
      category: first.category,
      resource: displayPattern(first.resource),
      types: [...new Set(permissions.map(({ resourceType }) => typeNameOf(resourceType)))],
      actions: [...new Set(permissions.map(({ action }) => actionNameOf(action)))],
      root: first.principal === 'root',
      context: first.context,
      uses,
      lines: [...new Set(uses.map(({ range }) => range.startLine))].sort((a, b) => a - b),
      inputs: distinct(
        permissions.flatMap((one) => one.uses.flatMap(({ inputs }) => inputs)),
        ({ kind, text, line, bound }) => `${kind} ${text} ${line} ${bound}`,
      ),
      conditions: uses.length === 1 ? (uses[0]?.conditions ?? []) : [],
      permissions,
    },
  ];
}

function distinct<T>(values: readonly T[], keyOf: (value: T) => string): readonly T[] {
  return [...new Map([...values].reverse().map((value) => [keyOf(value), value])).values()].reverse();
}
