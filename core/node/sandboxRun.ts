// The sandbox over the real engines, in this thread: what a worker, the command line and tests run scripts with.

import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Clock } from '#core/base/ports.ts';
import { loadCatalog } from '#core/catalog/catalog.ts';
import type { Sandbox } from '#core/sandbox/runner/runScript.ts';
import { SDK } from '#core/sandbox/sdk/registry.ts';
import { cedarWasmFile, rexSchema, rhaiWasmFile } from './assets.ts';
import { createCedarEngine } from './cedarWasm.ts';
import { createRhaiRuntime, loadRhaiModule } from './rhaiWasm.ts';
import { createRustRegex } from './rustRegex.ts';

/** What a sandbox is made of; it can be handed to a worker as it is. */
export interface SandboxParts {
  readonly rhai: WebAssembly.Module;
  readonly cedar: WebAssembly.Module;
  readonly schema: string;
}

/** Reads and compiles both engines: tens of milliseconds, once for each process. */
export function loadSandboxParts(): SandboxParts {
  return {
    rhai: loadRhaiModule(readFileSync(rhaiWasmFile())),
    cedar: new WebAssembly.Module(readFileSync(cedarWasmFile())),
    schema: rexSchema(),
  };
}

/** A sandbox for as many runs as wanted. */
export function createSandbox(parts: SandboxParts): Sandbox {
  const catalog = loadCatalog().data;
  return {
    cedar: createCedarEngine(parts.cedar),
    schema: parts.schema,
    sdk: SDK,
    clock: REAL_CLOCK,
    createRuntime: () => ({ runtime: createRhaiRuntime(parts.rhai, catalog), regex: createRustRegex(parts.rhai) }),
  };
}

const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  monotonicUs: () => performance.now() * 1000,
};
