// `npm run bench`: packs the extension for the sizes, then runs bench/ against the same minified bundles. No pass or fail.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import { nodeBundle } from './nodeBundle.mjs';
import { packageExtension } from './package.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, 'dist');
const sizesOnly = process.argv.includes('--sizes');

async function main() {
  const { out, bytes } = packageExtension();
  printSizes(bytes);
  rmSync(out);
  if (!sizesOnly) await runBenchmarks();
  // Leaves dist/ as development has it.
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Sizes of the minified bundles, of the engines and of the package. */
function printSizes(vsixBytes) {
  const files = readdirSync(dist, { recursive: true })
    .map((name) => String(name))
    .filter((name) => /\.(js|cjs|wasm)$/.test(name))
    .sort();
  console.log('\n## Sizes, minified, in KiB\n');
  for (const name of files) {
    const content = readFileSync(path.join(dist, name));
    console.log(`${name.padEnd(24)} ${kib(content.length)}  ${kib(gzipSync(content).length)} compressed`);
  }
  console.log(`${'the package (.vsix)'.padEnd(24)} ${kib(vsixBytes)}`);
}

function kib(bytes) {
  return String(Math.round(bytes / 1024)).padStart(6);
}

/** Bundles bench/ into out/, from where it finds the engines of the checkout, and runs it. */
async function runBenchmarks() {
  const outfile = path.join(root, 'out', 'bench', 'main.mjs');
  mkdirSync(path.dirname(outfile), { recursive: true });
  await esbuild.build({
    ...nodeBundle,
    entryPoints: ['bench/main.ts'],
    outfile,
    logLevel: 'warning',
  });
  const { status } = spawnSync(process.execPath, [outfile, path.join(dist, 'server.js'), path.join(dist, 'cli.js')], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}

await main();
