// The engine's own functions, for tests that compare with its JSON forms.

import { readFileSync } from 'node:fs';
import { type CedarBindings, cedarRuntime } from '#core/node/cedarRuntime.ts';
import { findCedarWasm } from '#core/node/cedarWasm.ts';

/** The functions of the thread's instance. A trap in one of them is an error of the test. */
export function cedarBindings(): CedarBindings {
  const runtime = cedarRuntime(new WebAssembly.Module(readFileSync(findCedarWasm(import.meta.dirname))));
  return runtime.call((bindings) => bindings);
}
