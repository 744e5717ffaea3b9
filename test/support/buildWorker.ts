// Before any test: bundles the worker threads of runs and checks, which Node cannot run from source.

import { build } from 'esbuild';
import { nodeBundle } from '../../scripts/nodeBundle.mjs';

export async function setup(): Promise<void> {
  await build({
    ...nodeBundle,
    entryPoints: { worker: 'core/node/sandboxWorker.ts', 'check-worker': 'cli/checkWorker.ts' },
    outdir: 'dist',
    logLevel: 'warning',
  });
}
