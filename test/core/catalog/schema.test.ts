// The generated catalog is what its facts give, fits its schema, and its checks name what its functions have.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import schema from '#core/catalog/catalog.schema.json' with { type: 'json' };
import { loadCatalog } from '#core/catalog/catalog.ts';
import data from '#core/catalog/data/catalog.json' with { type: 'json' };
import type { CatalogFunction } from '#core/catalog/types.ts';

const catalog = loadCatalog().data;

describe('catalog data', () => {
  it('is what the generator makes of the facts', () => {
    const script = join(import.meta.dirname, '../../../scripts/catalog.mjs');
    expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
  });

  it('fits its schema', () => {
    const validate = new Ajv2020({ strict: false }).compile(schema);
    validate(data);
    expect(validate.errors?.map((error) => `${error.instancePath}: ${error.message}`).slice(0, 5) ?? []).toEqual([]);
  });

  it('gives every function, type and module its own id', () => {
    for (const ids of [
      catalog.functions.map((fn) => fn.id),
      catalog.types.map((type) => type.id),
      catalog.modules.map((module) => module.name),
    ]) {
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('names only types it describes', () => {
    const known = new Set([...catalog.types.map((type) => type.id), ...RHAI_TYPES]);
    const used = [
      ...catalog.functions.flatMap(typesOf),
      ...catalog.modules.flatMap((module) => module.constants.map((constant) => constant.type)),
      ...catalog.types.flatMap((type) =>
        [type.builder?.builds ?? [], ...(type.builder?.fields.map((field) => field.type) ?? [])].flat(),
      ),
    ];
    expect(used.filter((type) => !known.has(type))).toEqual([]);
  });

  it('has the option, flag and argument names right that checks refer to', () => {
    expect(catalog.functions.flatMap(unknownNames)).toEqual([]);
  });

  it('gives every alias a constant of the same module', () => {
    const broken = catalog.modules.flatMap((module) =>
      module.constants
        .filter(
          (constant) =>
            constant.aliasOf !== undefined && !module.constants.some((other) => other.name === constant.aliasOf),
        )
        .map((constant) => `${module.name}::${constant.name}`),
    );
    expect(broken).toEqual([]);
  });
});

const RHAI_TYPES = [
  'i64',
  'f64',
  'bool',
  'char',
  'string',
  'array',
  'map',
  'any',
  'function',
  'unit',
  'blob',
  'timestamp',
  'u16',
  'u64',
];

function typesOf(fn: CatalogFunction): readonly string[] {
  return [
    ...(fn.receiver === undefined ? [] : [fn.receiver]),
    ...fn.parameters.flatMap((parameter) => [
      parameter.type,
      ...(parameter.elementType === undefined ? [] : [parameter.elementType]),
    ]),
    fn.returns,
    ...(fn.elementType === undefined ? [] : [fn.elementType]),
    ...(fn.returnsOneOf ?? []),
    ...Object.values(fn.mapFields ?? {}),
  ];
}

function unknownNames(fn: CatalogFunction): readonly string[] {
  const parameters = new Set(fn.parameters.map((parameter) => parameter.name));
  if (fn.receiver !== undefined) parameters.add('receiver');
  const problems = [...walk(fn.checks), ...walk(fn.result ?? {})].flatMap((node) => {
    if (node.op === 'argument') return parameters.has(node.name ?? '') ? [] : [`argument ${node.name}`];
    if (node.op !== 'flag') return [];
    const argument = parameters.has(node.argument ?? '') ? [] : [`argument ${node.argument}`];
    return [...argument, ...(node.flags ?? []).filter((flag) => !isFlag(flag)).map((flag) => `flag ${flag}`)];
  });
  const fallbacks = fn.checks
    .filter((check, index) => (check.fallbackOf ?? -1) >= index)
    .map(() => 'fallback of a later check');
  return [...problems, ...fallbacks].map((problem) => `${fn.id}: ${problem}`);
}

function isFlag(flag: string): boolean {
  const [module = '', name = ''] = flag.split('::');
  return loadCatalog().moduleMember(module, name) !== undefined;
}

interface ExpressionNode {
  readonly op?: string;
  readonly name?: string;
  readonly argument?: string;
  readonly flags?: readonly string[];
}

function walk(value: unknown): readonly ExpressionNode[] {
  if (Array.isArray(value)) return value.flatMap(walk);
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(walk)];
}
