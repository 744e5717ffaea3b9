// Where the files that programs read at run time lie: beside the bundle in dist/, or in the checkout when run from source.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findCedarWasm } from './cedarWasm.ts';
import { RHAI_WASM_FILE } from './rhaiWasm.ts';

/** Folder of the running program: dist/ for a bundle, core/node from source. */
const HERE = path.dirname(fileURLToPath(import.meta.url));
const CHECKOUT = path.dirname(path.dirname(HERE));

/** The Rhai engine. */
export function rhaiWasmFile(): string {
  return firstExisting([path.join(HERE, RHAI_WASM_FILE), path.join(CHECKOUT, 'rhai-wasm/pkg', RHAI_WASM_FILE)]);
}

/** The Cedar engine. */
export function cedarWasmFile(): string {
  return findCedarWasm(HERE);
}

/** The Rex schema for Cedar. */
export function rexSchemaFile(): string {
  const name = 'rex.cedarschema';
  return firstExisting([
    path.join(HERE, name),
    path.join(path.dirname(HERE), 'policies', name),
    path.join(CHECKOUT, 'policies', name),
  ]);
}

/** Text of the Rex schema for Cedar. */
export function rexSchema(): string {
  return readFileSync(rexSchemaFile(), 'utf8');
}

/** The page of the SDK; undefined where the package has none. */
export function sdkPageFile(): string | undefined {
  const places = [path.join(path.dirname(HERE), 'docs/sdk.md'), path.join(CHECKOUT, 'docs/sdk.md')];
  return places.find((place) => existsSync(place));
}

/** The bundled worker, or its source, which Node cannot run without help. */
export function workerFile(): string {
  return firstExisting([path.join(HERE, 'worker.js'), path.join(CHECKOUT, 'dist/worker.js')]);
}

function firstExisting(places: readonly string[]): string {
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`none of these exists: ${places.join(', ')}`);
  return found;
}
