// Holds the catalog against the dumped registry, signature by signature, both ways. Listed deviations are the only exceptions.

import { describe, expect, it } from 'vitest';
import { loadCatalog } from '#core/catalog/catalog.ts';
import constants from '#core/catalog/facts/constants.json' with { type: 'json' };
import deviations from '#core/catalog/facts/deviations.json' with { type: 'json' };
import runner from '#core/catalog/facts/signatures-runner.json' with { type: 'json' };
import sdk from '#core/catalog/facts/signatures-sdk.json' with { type: 'json' };
import { argumentTypes } from '#core/catalog/overloads.ts';
import type { CatalogFunction } from '#core/catalog/types.ts';

const catalog = loadCatalog().data;
const dumpedModules: Readonly<Record<string, readonly { readonly signature: string }[]>> = {
  ...sdk.modules,
  ...runner.modules,
};

describe('catalog against the registry', () => {
  it('has every registered signature and no other', () => {
    const replaced = new Map(deviations.replaced.map((entry) => [entry.signature, entry.by]));
    const registered = [...sdk.functions, ...runner.functions].map(
      ({ signature }) => replaced.get(signature) ?? signature,
    );
    const expected = [...registered, ...deviations.added.map((entry) => entry.signature)].map(plainSignature);
    const actual = catalog.functions.filter((fn) => fn.module === undefined).map(signatureOf);
    expect(actual.toSorted()).toEqual(expected.toSorted());
  });

  it('knows the 610 signatures of the dump', () => {
    expect(sdk.functions.length).toBe(610);
    expect(
      new Set(sdk.functions.map((entry) => entry.signature.split('(')[0]?.replace(/^get\$/, ''))).size,
    ).toBeGreaterThan(400);
  });

  it('lists a deviation only for a signature that the dump really has', () => {
    const dumped = new Set(sdk.functions.map((entry) => entry.signature));
    expect(deviations.replaced.filter((entry) => !dumped.has(entry.signature))).toEqual([]);
    expect(deviations.added.filter((entry) => dumped.has(entry.signature))).toEqual([]);
    expect(Object.keys(deviations.modules).filter((name) => !(name in sdk.modules))).toEqual([]);
  });

  it('has every module with every function', () => {
    const names = Object.keys(dumpedModules).filter((name) => !(name in deviations.modules));
    expect(catalog.modules.map((module) => module.name)).toEqual(names.toSorted());
    for (const module of catalog.modules) {
      const dumped = (dumpedModules[module.name] ?? []).map(({ signature }) => nameAndCount(signature));
      const own = module.functions
        .map((id) => loadCatalog().function(id))
        .map((fn) => (fn === undefined ? '' : `${fn.registeredName}/${argumentTypes(fn).length}`));
      expect(own.toSorted(), module.name).toEqual(dumped.toSorted());
    }
  });

  it('has every constant with its type and no other', () => {
    const expected = Object.entries(constants).flatMap(([module, entries]) =>
      Object.entries(entries).map(([name, type]) => `${module}::${name}: ${type}`),
    );
    const actual = catalog.modules.flatMap((module) =>
      module.constants.map((constant) => `${module.name}::${constant.name}: ${constant.type}`),
    );
    expect(actual.toSorted()).toEqual(expected.toSorted());
  });

  it('has every registered type under the name that the runner shows', () => {
    const expected = [...sdk.customTypes, ...runner.customTypes].filter((type) => !(type.typeName in deviations.types));
    const shown = new Map(catalog.types.map((type) => [type.rustName, type.displayName]));
    expect(expected.filter((type) => shown.get(type.typeName) !== type.displayName)).toEqual([]);
  });
});

/** `name(types) -> type`, with `!` after what can throw, as the catalog spells types. */
function signatureOf(fn: CatalogFunction): string {
  return `${fn.registeredName}(${argumentTypes(fn).join(', ')}) -> ${fn.returns}${fn.fallible ? '!' : ''}`;
}

function plainSignature(signature: string): string {
  const [, name, parameters = '', returns = ''] = /^([^(]+)\((.*?)\) -> (.*)$/.exec(signature) ?? [];
  const types =
    parameters === ''
      ? []
      : parameters.split(/, (?=_: )/).map((parameter) => typeId(parameter.replace(/^_: (&mut )?/, '')));
  const result = /^core::result::Result<(.*),alloc::boxed::Box<rhai::types::error::EvalAltResult>>$/.exec(returns)?.[1];
  return `${name}(${types.join(', ')}) -> ${typeId(result ?? returns)}${result === undefined ? '' : '!'}`;
}

function typeId(rust: string): string {
  if (rust.includes('BTreeMap')) return 'map';
  if (rust.startsWith('alloc::vec::Vec<')) return 'array';
  if (rust.endsWith('dynamic::Dynamic')) return 'any';
  if (rust === 'alloc::string::String') return 'string';
  if (rust === '()') return 'unit';
  if (rust === 'Fn') return 'function';
  const plain = rust.replaceAll(' ', '');
  const type = catalog.types.find(
    ({ rustName, displayName }) => rustName.replaceAll(' ', '') === plain || displayName === rust,
  );
  return type?.id ?? rust;
}

function nameAndCount(signature: string): string {
  const [name = '', rest = ''] = signature.split('(');
  const parameters = rest.split(')')[0] ?? '';
  return `${name}/${parameters === '' ? 0 : parameters.split(',').length}`;
}
