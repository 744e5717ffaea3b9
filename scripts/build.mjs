// Bundles every program into dist/ and puts the two engines beside them. `--watch` rebuilds on change, `--minify` is for packages.

import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { nodeBundle } from './nodeBundle.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const watch = process.argv.includes('--watch');
const minify = process.argv.includes('--minify');

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify,
  sourcemap: minify ? false : 'linked',
  legalComments: 'none',
  logLevel: 'info',
  target: 'es2022',
};

const node = { ...shared, ...nodeBundle };

const bundles = [
  { ...node, entryPoints: { cli: 'cli/main.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { server: 'language-server/main.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { worker: 'core/node/sandboxWorker.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { 'check-worker': 'cli/checkWorker.ts' }, outdir: 'dist' },
  {
    ...shared,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    entryPoints: { extension: 'extension/main.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
  },
  {
    ...shared,
    platform: 'browser',
    format: 'iife',
    entryPoints: { 'trace-panel': 'extension/webview/tracePanel.ts' },
    outdir: 'dist/webview',
  },
  {
    ...shared,
    platform: 'browser',
    format: 'iife',
    entryPoints: { 'review-panel': 'extension/webview/reviewPanel.ts' },
    outdir: 'dist/webview',
  },
];

/** Files that the bundles read at run time, from where they are kept to where they are looked for. */
const assets = [
  ['rhai-wasm/pkg/rhai.wasm', 'dist/rhai.wasm'],
  ['node_modules/@cedar-policy/cedar-wasm/web/cedar_wasm_bg.wasm', 'dist/cedar_wasm_bg.wasm'],
  ['extension/webview/tracePanel.css', 'dist/webview/trace-panel.css'],
  ['extension/webview/reviewPanel.css', 'dist/webview/review-panel.css'],
];

async function main() {
  if (!watch) await rm(path.join(root, 'dist'), { recursive: true, force: true });
  await mkdir(path.join(root, 'dist/webview'), { recursive: true });
  const wanted = bundles.filter((bundle) => existsSync(path.join(root, Object.values(bundle.entryPoints)[0])));
  for (const [from, to] of assets)
    if (existsSync(path.join(root, from))) await copyFile(path.join(root, from), path.join(root, to));
  if (watch) {
    await Promise.all(wanted.map(async (options) => (await esbuild.context(options)).watch()));
    return;
  }
  await Promise.all(wanted.map((options) => esbuild.build({ ...options, logLevel: 'warning' })));
  for (const bundle of wanted) {
    const [name] = Object.keys(bundle.entryPoints);
    const file = path.join(root, bundle.outdir, name + (bundle.outExtension?.['.js'] ?? '.js'));
    console.log(`${path.relative(root, file)}  ${Math.round((await stat(file)).size / 1024)} KiB`);
  }
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
