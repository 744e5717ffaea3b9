// One instance of the Cedar engine per thread, replaced by a fresh one after a trap, so that a text nested too deeply for
// its stack costs one answer and not all later ones.

import * as glue from './cedarGlue.js';

/** The functions of the engine. */
export type CedarBindings = typeof glue;

/** The engine ran into a wall: its stack or memory ended. Nothing it held is left. */
export class CedarEngineFault extends Error {
  constructor(cause: unknown) {
    super('the policy engine ran out of stack: the text is nested too deeply', { cause });
    this.name = 'CedarEngineFault';
  }
}

/** The instance behind the bindings. */
export class CedarRuntime {
  readonly #module: WebAssembly.Module;
  #memory: WebAssembly.Memory | undefined;
  #generation = 0;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
    this.#start();
  }

  /** Grows by one when the instance is replaced; what was kept in an earlier one is gone. */
  get generation(): number {
    return this.#generation;
  }

  /** Calls the engine. Throws {@link CedarEngineFault} after a trap, with a fresh instance in place. */
  call<T>(run: (bindings: CedarBindings) => T): T {
    try {
      return run(glue);
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError || error instanceof RangeError)) throw error;
      this.#start();
      throw new CedarEngineFault(error);
    }
  }

  #start(): void {
    const name = WebAssembly.Module.imports(this.#module)[0]?.module ?? '';
    // The bindings are the imports; the types cannot say that every export of theirs is one.
    const imports = { [name]: glue as unknown as Record<string, unknown> };
    const exports = new WebAssembly.Instance(this.#module, imports).exports;
    // The bindings keep views of the old memory until its buffer is detached.
    this.#memory?.grow(0);
    glue.__wbg_set_wasm(behindProxies(exports));
    const { __wbindgen_start: start, memory } = exports as { __wbindgen_start: () => void; memory: WebAssembly.Memory };
    start();
    this.#memory = memory;
    this.#generation++;
  }
}

/**
 * V8 before 13.6 (Node 20 and 22) inlines calls of exported functions and then crashes the process when it must give up
 * such code during a call that returns a reference, as all of the engine's do. It does not inline calls of proxies.
 */
function behindProxies(exports: WebAssembly.Exports): WebAssembly.Exports {
  const proxied = Object.entries(exports).map(
    ([name, value]) => [name, typeof value === 'function' ? new Proxy(value, {}) : value] as const,
  );
  return Object.fromEntries(proxied);
}

// The bindings hold one instance for the whole thread, so there is one runtime for it too.
let shared: CedarRuntime | undefined;

/** The thread's runtime; made from the module at the first call, which later calls may not change. */
export function cedarRuntime(module: WebAssembly.Module): CedarRuntime {
  shared ??= new CedarRuntime(module);
  return shared;
}
