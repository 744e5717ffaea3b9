// An SDK context for functions that touch neither host nor policy: it displays simple values and records what is published.

import type { RhaiValue, SdkObject } from '#core/base/value.ts';
import type { PublishedAlarm, PublishedMetric, SdkContext, SdkModule, SdkReturn } from '#core/sandbox/sdk/types.ts';

export interface Published {
  readonly alarms: PublishedAlarm[];
  readonly metrics: PublishedMetric[];
}

export function pureContext(published: Published = { alarms: [], metrics: [] }): SdkContext {
  const refuse = (): never => {
    throw new Error('a pure function needs no host');
  };
  const base: Pick<SdkContext, 'display' | 'typeName' | 'random' | 'publishAlarm' | 'publishMetric'> = {
    display: (value) => (value.kind === 'object' ? `rust::path::${value.type}` : refuse()),
    typeName: (value) => (value.kind === 'int' ? 'i64' : value.kind),
    random: () => 0.5,
    publishAlarm: (alarm) => published.alarms.push(alarm),
    publishMetric: (metric) => published.metrics.push(metric),
  };
  return new Proxy(base, {
    get: (target, name) => (name in target ? Reflect.get(target, name) : refuse()),
  }) as SdkContext;
}

/** Calls a function of a module by its catalog id and takes a changed receiver away. */
export function call(module: SdkModule, id: string, args: readonly RhaiValue[], context = pureContext()): RhaiValue {
  const implementation = module[id];
  if (implementation === undefined) throw new Error(`no function ${id}`);
  const result: SdkReturn = implementation(context, args);
  return 'kind' in result ? result : result.value;
}

/** A constant of a static module, as the engine hands it over. */
export function constant(type: string, name: string): SdkObject {
  return { kind: 'object', type, state: { constant: name } };
}
