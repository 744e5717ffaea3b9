// Refreshes the copied facts in core/catalog/facts from a folder with fresh dumps: `node scripts/catalog-refresh.mjs FOLDER`.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { distilRunner, distilSignatures, distilSurface } from './catalogDistil.mjs';
import { linesJson } from './catalogJson.mjs';

const FACTS = join(import.meta.dirname, '..', 'core', 'catalog', 'facts');

const folder = process.argv[2];
if (folder === undefined) {
  console.error(
    'usage: node scripts/catalog-refresh.mjs FOLDER (with signatures-sdk.json, signatures-all.json, constants.json, checks.json)',
  );
  process.exit(2);
}

const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const write = (name, value) => writeFileSync(join(FACTS, name), linesJson(value));

write('signatures-sdk.json', distilSignatures(read('signatures-sdk.json')));
write('signatures-runner.json', distilRunner(read('signatures-all.json')));
write('constants.json', read('constants.json'));
write('surface.json', distilSurface(read('checks.json')));
