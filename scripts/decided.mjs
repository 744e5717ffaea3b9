// Prints how many calls that recorded runs of agents reached are decided before the run, with arguments and host and without,
// and each call that is not. With an area's name, of that area.

import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { nodeBundle } from './nodeBundle.mjs';

const root = path.join(import.meta.dirname, '..');
const area = process.argv[2] ?? 'agent';

// The bundle has to lie where the engines are found.
const folder = mkdtempSync(path.join(root, 'node_modules', '.decided-'));
try {
  const outfile = path.join(folder, 'decided.js');
  const contents = `
    export { ScriptChecker } from './core/check/scriptChecker.ts';
    export { createAnalysisEngine } from './core/node/engine.ts';
    export { decidedCalls } from './core/node/conformance/decidedCalls.ts';`;
  await esbuild.build({
    ...nodeBundle,
    stdin: { contents, resolveDir: root, loader: 'ts' },
    outfile,
    logLevel: 'warning',
  });
  const { ScriptChecker, createAnalysisEngine, decidedCalls } = await import(pathToFileURL(outfile).href);
  const checker = new ScriptChecker(createAnalysisEngine(), 'agent');
  const { informed, uninformed } = decidedCalls(checker, path.join(root, 'test', 'conformance'), area);
  report('with arguments and host', informed);
  report('without', uninformed);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function report(title, { reached, decided, undecided }) {
  const share = reached === 0 ? '' : ` (${((100 * decided) / reached).toFixed(1)} %)`;
  console.log(`${title}: ${decided} of ${reached} reached calls decided${share}`);
  for (const call of undecided)
    console.log(`  ${call.case}:${call.line} ${call.function}: ${call.verdict}, ${call.cause}. ${call.reason}`);
  console.log('');
}
