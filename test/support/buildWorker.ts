// Before any test: bundles the worker threads of runs and checks, which Node cannot run from source.

import path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.join(import.meta.dirname, '../..');

export async function setup(): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: { worker: 'core/node/sandboxWorker.ts', 'check-worker': 'cli/checkWorker.ts' },
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
}
