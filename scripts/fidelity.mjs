// Runs the recorded cases and writes the figures and the list of missing functions into docs/fidelity.md; `--check` compares.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { nodeBundle } from './nodeBundle.mjs';

const root = path.join(import.meta.dirname, '..');
const document = path.join(root, 'docs', 'fidelity.md');
const cases = path.join(root, 'test', 'conformance');

// The bundle has to lie where the engines are found.
const folder = mkdtempSync(path.join(root, 'node_modules', '.fidelity-'));
try {
  const before = readFileSync(document, 'utf8');
  const after = await generate(before);
  if (!process.argv.includes('--check')) writeFileSync(document, after);
  else if (before !== after) {
    console.error('docs/fidelity.md is not current. Run: node scripts/fidelity.mjs');
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function generate(before) {
  const outfile = path.join(folder, 'fidelity.js');
  const entry = `
    export { createSandbox, loadSandboxParts } from './core/node/sandboxRun.ts';
    export { areasOf, runArea } from './core/node/conformance/runAreas.ts';
    export { updateDocument } from './core/node/conformance/fidelityReport.ts';`;
  await esbuild.build({
    ...nodeBundle,
    stdin: { contents: entry, resolveDir: root, loader: 'ts' },
    outfile,
    logLevel: 'warning',
  });
  const { areasOf, createSandbox, loadSandboxParts, runArea, updateDocument } = await import(
    pathToFileURL(outfile).href
  );
  const sandbox = createSandbox(loadSandboxParts());
  const figures = [];
  for (const area of areasOf(cases)) figures.push(await runArea(sandbox, cases, area));
  return updateDocument(before, figures);
}
