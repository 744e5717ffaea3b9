// `npm run mutation`: breaks the analysis in one place after the other and shows which generated cases notice. Prints for each a
// seed that does: the known one of test/soundness/mutants.json, or the first; ends with status 1 where one goes unnoticed.
// Arguments: how many seeds to try, and a part of a name.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { nodeBundle } from './nodeBundle.mjs';

const root = path.join(import.meta.dirname, '..');

/** All mutants: a text of a source file and what stands in its place. */
export function mutants() {
  return JSON.parse(readFileSync(path.join(root, 'test', 'soundness', 'mutants.json'), 'utf8'));
}

/** The seed of the first generated case that is judged wrongly by the mutant; undefined where none of them is. */
export async function noticingSeed(mutant, seeds) {
  // The bundle has to lie where the engines are found.
  const folder = mkdtempSync(path.join(root, 'node_modules', '.mutation-'));
  try {
    const outfile = path.join(folder, 'mutant.js');
    await esbuild.build({ ...nodeBundle, stdin: entry(), outfile, plugins: [patch(mutant)], logLevel: 'warning' });
    const { faultsAt } = await import(pathToFileURL(outfile).href);
    for (const seed of seeds) if (faultsAt(seed) > 0) return seed;
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function entry() {
  const contents = `
    import { ScriptChecker } from './core/check/scriptChecker.ts';
    import { createAnalysisEngine } from './core/node/engine.ts';
    import { createSandbox, loadSandboxParts } from './core/node/sandboxRun.ts';
    import { generateQuadruple } from './test/soundness/generateQuadruple.ts';
    import { faultsOfCase, noTotals } from './test/soundness/soundness.ts';
    const engines = { checker: new ScriptChecker(createAnalysisEngine(), 'agent'), sandbox: createSandbox(loadSandboxParts()) };
    export function faultsAt(seed) {
      try { return faultsOfCase(engines, generateQuadruple(seed), noTotals()).length; } catch { return 0; }
    }`;
  return { contents, resolveDir: root, loader: 'ts' };
}

/** Replaces the text in the one file, for analysis only: what the sandbox shares with it is a fault of both. */
function patch({ file, from, to }) {
  const target = path.join(root, file);
  return {
    name: 'mutant',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path: loaded }) => {
        if (loaded !== target) return undefined;
        const text = readFileSync(loaded, 'utf8');
        if (!text.includes(from)) throw new Error(`${file} does not hold: ${from}`);
        return { contents: text.replace(from, () => to), loader: 'ts' };
      });
    },
  };
}

async function main() {
  const count = Number(process.argv[2] ?? 300);
  const wanted = process.argv[3] ?? '';
  for (const mutant of mutants().filter(({ name }) => name.includes(wanted))) {
    const first = Array.from({ length: count }, (_, i) => i + 1);
    const seed = await noticingSeed(mutant, mutant.seed === undefined ? first : [mutant.seed, ...first]);
    console.log(seed === undefined ? `NOT NOTICED  ${mutant.name}` : `seed ${String(seed).padEnd(7)} ${mutant.name}`);
    if (seed === undefined) process.exitCode = 1;
  }
}

if (process.argv[1] === import.meta.filename) await main();
