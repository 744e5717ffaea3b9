// Every function that the catalog lists for a whole area can be called.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Catalog } from '#core/catalog/types.ts';
import { SDK } from '#core/sandbox/sdk/registry.ts';

const CATALOG = join(import.meta.dirname, '../../../../core/catalog/data/catalog.json');

test.each(['disk', 'network', 'process', 'system'])('no function of %s is missing', (area) => {
  const { functions } = JSON.parse(readFileSync(CATALOG, 'utf8')) as Catalog;
  const listed = functions.filter((entry) => entry.area === area).map(({ id }) => id);
  expect(listed.length).toBeGreaterThan(0);
  expect(listed.filter((id) => SDK[id] === undefined)).toEqual([]);
});
