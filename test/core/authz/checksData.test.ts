// The recorded checks fit together: indexes, names, flags and options that they speak of exist.

import { describe, expect, test } from 'vitest';
import { loadCatalog } from '#core/catalog/catalog.ts';
import type { CatalogFunction, Guard, ResourceExpression } from '#core/catalog/types.ts';

const catalog = loadCatalog();
const checked = catalog.data.functions.filter(({ checks }) => checks.length > 0);

test('138 functions make checks', () => {
  expect(checked).toHaveLength(138);
});

describe.each(checked.map((fn) => [fn.id, fn] as const))('%s', (_id, fn) => {
  test('refers to checks that come before', () => {
    for (const [index, check] of fn.checks.entries()) {
      if (check.fallbackOf !== undefined) {
        expect(check.fallbackOf).toBeLessThan(index);
        expect(fn.checks[check.fallbackOf]?.onDeny).toBe('fallback');
      }
      for (const guard of guardsOf(check.when)) if (guard.op === 'denied') expect(guard.check).toBeLessThan(index);
    }
  });

  test('every fallback has its second check', () => {
    for (const [index, check] of fn.checks.entries()) {
      if (check.onDeny === 'fallback') expect(fn.checks.some(({ fallbackOf }) => fallbackOf === index)).toBe(true);
    }
  });

  test('names parameters, flags and options that exist', () => {
    const names = new Set(['receiver', ...fn.parameters.map(({ name }) => name)]);
    for (const node of nodesOf(fn.checks)) {
      if (node['op'] === 'argument') expect(names).toContain(node['name']);
      if (node['op'] === 'flag') for (const flag of node['flags'] as string[]) expect(hasFlag(flag)).toBe(true);
    }
    for (const check of fn.checks) {
      for (const guard of guardsOf(check.when)) {
        if (guard.op === 'option' || guard.op === 'given') expectOption(fn, guard.of, guard.name);
      }
    }
  });
});

function expectOption(fn: CatalogFunction, of: ResourceExpression, name: string): void {
  if (of.op !== 'argument' || of.name === 'receiver') return;
  const type = fn.parameters.find((parameter) => parameter.name === of.name)?.type;
  const builder = catalog.data.types.find((candidate) => candidate.builder?.builds === type)?.builder;
  expect(builder?.fields.map((field) => field.name)).toContain(name);
}

function hasFlag(flag: string): boolean {
  const [module = '', name = ''] = flag.split('::');
  return catalog.moduleMember(module, name) !== undefined;
}

function guardsOf(guard: Guard | undefined): readonly Guard[] {
  if (guard === undefined) return [];
  if (guard.op === 'not') return [guard, ...guardsOf(guard.of)];
  return guard.op === 'and' || guard.op === 'or' ? [guard, ...guard.of.flatMap(guardsOf)] : [guard];
}

function nodesOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  return [value as Readonly<Record<string, unknown>>, ...Object.values(value).flatMap(nodesOf)];
}
