// Patterns of resource ids: how they follow from predicted texts, what they match, and which covers which.

import type { PredictedResource } from '#core/authz/predict.ts';
import { DIR, dirResource } from '#core/authz/resource.ts';
import type { ResourcePattern } from './manifest.ts';

const ANYTHING: ResourcePattern = { kind: 'anything' };

/** The patterns that hold every id of a predicted resource. A folder with all below it takes two. */
export function patternsOf(resource: PredictedResource, resourceType: string): readonly ResourcePattern[] {
  if (resource.kind === 'fresh') return [resource];
  if (resource.kind === 'exact') return [{ kind: 'exact', value: idOf(resource.value, resourceType) }];
  const { prefix, suffix, hole } = resource;
  if (prefix === '' && suffix === '') return [ANYTHING];
  if (hole === 'below' && suffix === '' && prefix !== '')
    return [
      { kind: 'exact', value: idOf(prefix, resourceType) },
      { kind: 'prefix', prefix: `${prefix.replace(/\/$/, '')}/` },
    ];
  if (suffix === '') return [{ kind: 'prefix', prefix }];
  return [{ kind: 'pattern', prefix, suffix }];
}

/** The id that Cedar sees: a directory's has lost one slash at its end. */
function idOf(value: string, resourceType: string): string {
  if (resourceType !== DIR) return value;
  const result = dirResource(value);
  return result.ok ? result.resource.uid.id : value;
}

/** Whether an id is one of the pattern's. A directory may be written with a slash at its end. */
export function matchesId(pattern: ResourcePattern, id: string): boolean {
  switch (pattern.kind) {
    case 'exact':
      return pattern.value === id;
    case 'prefix':
      return id.startsWith(pattern.prefix);
    case 'pattern':
      return (
        id.length >= pattern.prefix.length + pattern.suffix.length &&
        id.startsWith(pattern.prefix) &&
        id.endsWith(pattern.suffix)
      );
    case 'anything':
    case 'fresh':
      return true;
  }
}

/** Whether every id of the inner pattern is one of the outer's. */
export function coversPattern(outer: ResourcePattern, inner: ResourcePattern): boolean {
  if (outer.kind === 'anything') return true;
  if (inner.kind === 'anything' || inner.kind === 'fresh' || outer.kind === 'fresh') return outer.kind === inner.kind;
  if (inner.kind === 'exact') return matchesId(outer, inner.value);
  if (outer.kind === 'exact') return false;
  const suffix = outer.kind === 'prefix' ? '' : outer.suffix;
  return inner.prefix.startsWith(outer.prefix) && (inner.kind === 'prefix' ? '' : inner.suffix).endsWith(suffix);
}

/** How a pattern is shown: holes as `*`. */
export function displayPattern(pattern: ResourcePattern): string {
  switch (pattern.kind) {
    case 'exact':
      return pattern.value;
    case 'prefix':
      return `${pattern.prefix}*`;
    case 'pattern':
      return `${pattern.prefix}*${pattern.suffix}`;
    case 'anything':
      return '*';
    case 'fresh':
      return 'the host';
  }
}
