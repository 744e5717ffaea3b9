// Bundles the process that hostile scripts run in, and the worker that it starts.

import path from 'node:path';
import { build } from 'esbuild';
import { nodeBundle } from '../../scripts/nodeBundle.mjs';

/** Bundles into a folder below `out`, from where both find the engines, and gives back the driver's path. */
export async function buildDriver(folder: string): Promise<string> {
  await build({
    ...nodeBundle,
    entryPoints: { driver: 'test/hostile/driver.ts', worker: 'core/node/sandboxWorker.ts' },
    outdir: folder,
    logLevel: 'warning',
  });
  return path.join(folder, 'driver.js');
}
