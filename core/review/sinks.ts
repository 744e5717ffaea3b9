// What a call of the SDK does with each value that reaches it, as far as the catalog says: names a path, an address, a
// process or a command, or hands over content.

import type { AbstractValue } from '#core/base/abstractValue.ts';
import type { CatalogFunction } from '#core/catalog/types.ts';
import type { CallSite } from '#core/rhai/flow/callSite.ts';
import type { Expression } from '#core/rhai/syntax/ast.ts';
import { CLEAN, partOf, type Tainted } from './labels.ts';
import { rootsOf } from './sources.ts';
import type { CallTaint } from './taintMachine.ts';

export type Role = 'path' | 'URL' | 'process' | 'command' | 'name' | 'content';

/** A value at a call and what it is for. */
export interface Sink {
  readonly site: CallSite;
  readonly fn: CatalogFunction;
  readonly role: Role;
  readonly taint: Tainted;
  readonly value: AbstractValue | undefined;
  /** The expression that brings the value; undefined for what the receiver carries. */
  readonly expression: Expression | undefined;
  /** Whether the value is a name below a directory that is already open. */
  readonly belowHandle: boolean;
}

/** The meaning of a call: of overloads, the one that asks for most. */
export function meaningOf({ candidates }: CallSite): CatalogFunction | undefined {
  let most = candidates[0];
  for (const fn of candidates) if (most === undefined || fn.checks.length > most.checks.length) most = fn;
  return most;
}

/** Everything that a call is given, by what it does with it. */
export function sinksOf(site: CallSite, taint: CallTaint): readonly Sink[] {
  const known = sinksBySite.get(site);
  if (known?.taint === taint) return known.sinks;
  const sinks = sinksIn(site, taint);
  sinksBySite.set(site, { taint, sinks });
  return sinks;
}

/** Several kinds of findings ask for the same. */
const sinksBySite = new WeakMap<CallSite, { readonly taint: CallTaint; readonly sinks: readonly Sink[] }>();

function sinksIn(site: CallSite, taint: CallTaint): readonly Sink[] {
  const fn = meaningOf(site);
  if (fn === undefined || fn.checks.length === 0) return [];
  const values = site.receiver === undefined ? site.args : [site.receiver, ...site.args];
  const taints = site.receiver === undefined ? taint.args : [taint.receiver, ...taint.args];
  const expressions =
    site.receiver === undefined ? site.argumentExpressions : [site.receiverExpression, ...site.argumentExpressions];
  const offset = fn.receiver === undefined ? 0 : 1;
  const out: Sink[] = [];
  const named = new Set<string>();
  for (const [name, fields, role] of rolesOf(fn)) {
    named.add(name);
    const index = name === 'receiver' ? 0 : fn.parameters.findIndex((parameter) => parameter.name === name) + offset;
    const whole = taints[index] ?? CLEAN;
    const used = fields === undefined ? whole : fields.map((field) => partOf(whole, field)).reduce(joinOf, CLEAN);
    out.push({
      site,
      fn,
      role,
      taint: used,
      value: fields === undefined ? values[index] : fieldOf(values[index], fields[0]),
      expression: name === 'receiver' ? undefined : expressions[index],
      belowHandle: role === 'path' && offset === 1 && name !== 'receiver' && fn.receiver?.endsWith('Handle') === true,
    });
  }
  for (const [i, parameter] of fn.parameters.entries()) {
    if (named.has(parameter.name) || parameter.type !== 'string') continue;
    const index = i + offset;
    const sink = { site, fn, role: 'content' as const, taint: taints[index] ?? CLEAN, value: values[index] };
    out.push({ ...sink, expression: expressions[index], belowHandle: false });
  }
  return out;
}

function joinOf(a: Tainted, b: Tainted): Tainted {
  return a === CLEAN ? b : { ...a, own: new Map([...a.own, ...b.own]), items: a.items ?? b.items };
}

type NamedRole = readonly [name: string, fields: readonly string[] | undefined, role: Role];

const rolesByFunction = new WeakMap<CatalogFunction, readonly NamedRole[]>();

function rolesOf(fn: CatalogFunction): readonly NamedRole[] {
  const known = rolesByFunction.get(fn);
  if (known !== undefined) return known;
  const found = new Map<string, { fields: Set<string> | undefined; role: Role }>();
  for (const check of fn.checks) {
    const role = roleOf(check.resourceTypes[0] ?? '');
    if (role !== undefined)
      for (const { name, field } of rootsOf(check.resource)) {
        const before = found.get(name);
        const fields = field === undefined ? undefined : (before?.fields ?? new Set<string>()).add(field);
        found.set(name, { fields: before !== undefined && before.fields === undefined ? undefined : fields, role });
      }
    const execution = Object.values(check.context ?? {}).find(({ op }) => op === 'execution');
    if (execution?.op === 'execution')
      for (const { name } of rootsOf(execution.of)) found.set(name, { fields: undefined, role: 'command' });
  }
  // What a process is chosen by stands in the options, not in the request.
  if (fn.checks.some(({ action }) => /::"(?:kill|interrupt)"$/.test(action)))
    for (const { name } of fn.parameters) if (!found.has(name)) found.set(name, { fields: undefined, role: 'process' });
  if (fn.area === 'network' && fn.receiver !== undefined) found.set('receiver', { fields: undefined, role: 'URL' });
  if (fn.area === 'network' && fn.receiver === undefined)
    for (const { name } of fn.parameters) found.set(name, { fields: undefined, role: 'URL' });
  const roles = [...found].map(([name, { fields, role }]): NamedRole => [name, fields && [...fields], role]);
  rolesByFunction.set(fn, roles);
  return roles;
}

function roleOf(resourceType: string): Role | undefined {
  if (resourceType.startsWith('file_system::')) return 'path';
  if (resourceType.startsWith('network::')) return 'URL';
  if (resourceType.startsWith('process_system::') || resourceType.startsWith('systemd::')) return 'process';
  return resourceType.startsWith('sysinfo::') ? 'name' : undefined;
}

function fieldOf(value: AbstractValue | undefined, field: string | undefined): AbstractValue | undefined {
  return value?.kind === 'object' && field !== undefined ? value.fields.get(field) : value;
}
