// Generates core/catalog/data/catalog.json from core/catalog/facts; `--check` fails where the committed file differs.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCatalog } from './catalogBuild.mjs';
import { linesJson } from './catalogJson.mjs';

const CATALOG = join(import.meta.dirname, '..', 'core', 'catalog');
const FACTS = join(CATALOG, 'facts');
const OUTPUT = join(CATALOG, 'data', 'catalog.json');

const generated = linesJson(buildCatalog(readFacts()));
if (process.argv.includes('--check')) {
  if (!existsSync(OUTPUT) || readFileSync(OUTPUT, 'utf8') !== generated) {
    console.error('core/catalog/data/catalog.json is not what its facts give. Run: node scripts/catalog.mjs');
    process.exit(1);
  }
} else {
  writeFileSync(OUTPUT, generated);
}

function readFacts() {
  const read = (name) => JSON.parse(readFileSync(join(FACTS, name), 'utf8'));
  return {
    sdk: read('signatures-sdk.json'),
    runner: read('signatures-runner.json'),
    constants: read('constants.json'),
    surface: read('surface.json'),
    types: read('types.json'),
    deviations: read('deviations.json'),
    documentation: read('documentation.json'),
    aliases: read('aliases.json'),
    mapFields: read('map-fields.json'),
    checks: read('checks.json'),
    results: read('results.json'),
  };
}
