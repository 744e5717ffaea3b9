// Every public name has a text of its own kind: long enough to say something, with units and types that hold.

import { describe, expect, it } from 'vitest';
import { loadCatalog } from '#core/catalog/catalog.ts';

const { functions, types, modules } = loadCatalog().data;
const texts = [
  ...functions.map(({ id, documentation }) => ({ id, documentation })),
  ...types.map(({ id, documentation }) => ({ id, documentation })),
  ...modules.map(({ name, documentation }) => ({ id: name, documentation })),
  ...modules.flatMap((module) =>
    module.constants.map(({ name, documentation }) => ({ id: `${module.name}::${name}`, documentation })),
  ),
];

describe('documentation', () => {
  it('covers every public name', () => {
    expect(texts.filter(({ documentation }) => documentation.trim().length < 15)).toEqual([]);
  });

  it('is written in sentences', () => {
    expect(
      texts.filter(
        ({ documentation }) => !/^[A-Z0-9`].*\.$/s.test(documentation) || documentation.includes('!'.repeat(2)),
      ),
    ).toEqual([]);
  });

  it('warns where a getter gives an integer that does not mix with numbers', () => {
    const silent = functions.filter(
      (fn) => fn.form === 'getter' && /^u\d+$/.test(fn.returns) && !fn.documentation.includes('.to_int()'),
    );
    expect(silent.map((fn) => fn.id)).toEqual([]);
  });

  it('names only parts of the SDK that exist', () => {
    const members = texts.flatMap(({ id, documentation }) =>
      [...documentation.matchAll(/`(\w+)::(\w+)[(`]/g)].map(([, module = '', name = '']) => ({ id, module, name })),
    );
    const unknown = members.filter(
      ({ module, name }) => !NOT_OURS.has(module) && loadCatalog().moduleMember(module, name) === undefined,
    );
    expect(unknown).toEqual([]);
  });
});

/** Cedar namespaces. */
const NOT_OURS = new Set(['systemd', 'file_system']);
