// `npm run agreement`: bundles test/agreement into out/, from where it finds the engines of the checkout, and runs it.

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { nodeBundle } from './nodeBundle.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const outdir = path.join(root, 'out', 'agreement');

await esbuild.build({
  ...nodeBundle,
  entryPoints: { main: 'test/agreement/main.ts', hostDriver: 'test/agreement/hostDriver.ts' },
  outdir,
  outExtension: { '.js': '.mjs' },
  logLevel: 'warning',
});
const command = [path.join(outdir, 'main.mjs'), path.join(outdir, 'hostDriver.mjs'), root, ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
