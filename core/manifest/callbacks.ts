// Functions of the SDK that are handed over as pointers: what they ask for when the SDK, or nobody knows who, calls them.

import type { AbstractValue } from '#core/base/abstractValue.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { CatalogFunction } from '#core/catalog/types.ts';
import { displayOf } from '#core/review/sources.ts';
import type { CallSite, FlowResult } from '#core/rhai/flow/callSite.ts';
import type { Script } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { ResourcePattern } from './manifest.ts';

/** A call that an SDK function makes of another one. */
export interface Callback {
  readonly fn: CatalogFunction;
  /** What its requests are about. */
  readonly resource: ResourcePattern;
}

/** What an SDK call may call through the pointers that it is given. */
export function callbacksOf(site: CallSite, fn: CatalogFunction, catalog: SdkCatalog): readonly Callback[] {
  const values = site.receiver === undefined || fn.receiver === undefined ? site.args : [site.receiver, ...site.args];
  const offset = fn.receiver === undefined ? 0 : 1;
  return fn.parameters.flatMap(({ type }, i) => {
    const name = type === 'function' ? pointedName(values[i + offset]) : undefined;
    if (name === undefined) return [];
    const resource = belowDirectory(site.receiver);
    return catalog
      .functionsByName(name)
      .filter(({ checks }) => checks.length > 0)
      .map((called) => ({ fn: called, resource }));
  });
}

/** The places that make a pointer from a name that is not known. */
export function computedPointers(root: Script, flow: FlowResult): readonly number[] {
  const out: number[] = [];
  walk(root, (node) => {
    if (node.kind !== 'call' || node.name.text !== 'Fn' || node.modules.length > 0) return;
    const [name] = node.args;
    const value = name === undefined ? undefined : flow.valueOf(name);
    if (value !== undefined && value.kind !== 'string') out.push(node.span.start);
  });
  return out;
}

function pointedName(value: AbstractValue | undefined): string | undefined {
  const name = value?.kind === 'object' ? value.fields.get('name') : undefined;
  return name?.kind === 'string' ? name.value : undefined;
}

/** What a walk hands over lies below the directory. */
function belowDirectory(receiver: AbstractValue | undefined): ResourcePattern {
  const path = receiver?.kind === 'object' ? displayOf(receiver.fields.get('path')) : undefined;
  if (path === undefined || path.includes('*') || path.includes(' or ')) return { kind: 'anything' };
  return { kind: 'prefix', prefix: `${path.replace(/\/$/, '')}/` };
}
