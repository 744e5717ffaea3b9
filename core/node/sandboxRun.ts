// The sandbox over the real engines, in this thread: what a worker, the command line and tests run scripts with.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Clock } from '#core/base/ports.ts';
import { loadCatalog } from '#core/catalog/catalog.ts';
import { MINIMAL_HOST } from '#core/sandbox/host/hostDescription.ts';
import { runScript, type Sandbox } from '#core/sandbox/runner/runScript.ts';
import { SDK } from '#core/sandbox/sdk/registry.ts';
import { cedarWasmFile, rexSchema, rhaiWasmFile } from './assets.ts';
import { createCedarEngine } from './cedarWasm.ts';
import { createRhaiRuntime, loadRhaiModule } from './rhaiWasm.ts';
import { createRustCertificates } from './rustCertificates.ts';
import { createRustGzip } from './rustGzip.ts';
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
    createRuntime: (maxMemoryBytes) => ({
      runtime: createRhaiRuntime(parts.rhai, catalog),
      regex: createRustRegex(parts.rhai, maxMemoryBytes),
      gzip: createRustGzip(parts.rhai, maxMemoryBytes),
      certificates: createRustCertificates(parts.rhai, maxMemoryBytes),
      digest: (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    }),
  };
}

/** Makes a sandbox do once what it will do in every run, so that the first one is as quick as the next. */
export function warmUp(sandbox: Sandbox): void {
  runScript(sandbox, {
    script: 'info("warm"); DateTime(2026, 1, 1, 0, 0, 0, 0).year',
    policy: WARM_POLICY,
    host: MINIMAL_HOST,
  });
}

const WARM_POLICY = 'permit(principal, action == file_system::Action::"read", resource);';

const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  monotonicUs: () => performance.now() * 1000,
};
