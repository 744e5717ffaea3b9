// The real Rhai engine over its WebAssembly build: implements the ports of core/rhai/compiler.ts and core/sandbox/rhaiRuntime.ts.

import type { RhaiValue } from '#core/base/value.ts';
import type { Catalog } from '#core/catalog/types.ts';
import type { CompileOutcome, RhaiCompiler } from '#core/rhai/compiler.ts';
import type {
  RhaiError,
  RhaiHost,
  RhaiLimits,
  RhaiOutcome,
  RhaiRuntime,
  ScriptArguments,
} from '#core/sandbox/rhaiRuntime.ts';
import { RhaiWasmInstance } from './rhaiWasmInstance.ts';
import type { RhaiWasmObjects } from './rhaiWasmObjects.ts';
import { type RhaiWasmTable, rhaiWasmTable } from './rhaiWasmTable.ts';
import type { WireReader } from './rhaiWasmWire.ts';

export { RhaiTrap } from '#core/sandbox/rhaiRuntime.ts';

/** The file that holds the engine, as the package and the build name it. */
export const RHAI_WASM_FILE = 'rhai.wasm';

/** Forms that the engine can describe a value in, by their wire numbers. */
const FORMS = { type: 0, display: 1, debug: 2 } as const;

/** Outcomes of a run as the engine numbers them; the rest failed while running. */
const RUN_FINISHED = 0;
const COMPILE_FAILED = 1;

/** Compiles the engine module; do it once and share the module between runs and with workers. */
export function loadRhaiModule(wasm: Uint8Array<ArrayBuffer> | WebAssembly.Module): WebAssembly.Module {
  return wasm instanceof WebAssembly.Module ? wasm : new WebAssembly.Module(wasm);
}

/** An engine for runs; each `run` has a fresh instance. */
export function createRhaiRuntime(module: WebAssembly.Module, catalog: Catalog): RhaiRuntime {
  return new WasmRhaiRuntime(module, rhaiWasmTable(catalog));
}

/** A compiler that lives as long as its host; after a trap it starts again with a new instance. */
export function createRhaiCompiler(module: WebAssembly.Module, catalog: Catalog): RhaiCompiler {
  return new WasmRhaiCompiler(module, rhaiWasmTable(catalog));
}

class WasmRhaiRuntime implements RhaiRuntime {
  readonly #module: WebAssembly.Module;
  readonly #table: RhaiWasmTable;
  #current: RhaiWasmInstance | undefined;

  constructor(module: WebAssembly.Module, table: RhaiWasmTable) {
    this.#module = module;
    this.#table = table;
  }

  run(script: string, scriptArguments: ScriptArguments, host: RhaiHost, limits: RhaiLimits): RhaiOutcome {
    const instance = new RhaiWasmInstance(this.#module, this.#table, host, limits);
    this.#current = instance;
    const input = instance.message().text(script).u32(scriptArguments.size);
    for (const [name, value] of scriptArguments) input.text(name).value(value, instance.objects);
    return instance.call(
      input,
      (exports) => exports.run(),
      (reader) => readRunOutcome(reader, instance.objects),
    );
  }

  callFunction(functionId: number, args: readonly RhaiValue[], context: 'caller' | 'fresh' = 'caller'): RhaiOutcome {
    const instance = this.#instance();
    const input = instance.message().u32(args.length);
    for (const value of args) input.value(value, instance.objects);
    return instance.call(
      input,
      (exports) => exports.call_back(functionId, context === 'fresh' ? 1 : 0),
      (reader) => readCallOutcome(reader, instance.objects),
    );
  }

  memoryBytes(): number {
    return this.#current?.memoryBytes ?? 0;
  }

  typeName(value: RhaiValue): string {
    return this.#describe(value, FORMS.type);
  }

  format(value: RhaiValue, form: 'display' | 'debug'): string {
    return this.#describe(value, FORMS[form]);
  }

  #describe(value: RhaiValue, form: number): string {
    const instance = this.#instance();
    return instance.call(
      instance.message().value(value, instance.objects),
      (exports) => exports.describe(form),
      (reader, length) => reader.rawText(length),
    );
  }

  /** The run's instance, or a new one where there is none to ask. */
  #instance(): RhaiWasmInstance {
    if (this.#current === undefined || this.#current.isDead) {
      this.#current = new RhaiWasmInstance(this.#module, this.#table);
    }
    return this.#current;
  }
}

class WasmRhaiCompiler implements RhaiCompiler {
  readonly #module: WebAssembly.Module;
  readonly #table: RhaiWasmTable;
  #instance: RhaiWasmInstance | undefined;

  constructor(module: WebAssembly.Module, table: RhaiWasmTable) {
    this.#module = module;
    this.#table = table;
  }

  compile(script: string, variables: readonly string[]): CompileOutcome {
    if (this.#instance === undefined || this.#instance.isDead) {
      this.#instance = new RhaiWasmInstance(this.#module, this.#table);
    }
    const input = this.#instance.message().text(script).u32(variables.length);
    for (const name of variables) input.text(name);
    return this.#instance.call(
      input,
      (exports) => exports.compile(),
      (reader): CompileOutcome => {
        if (reader.u8() === 1) return { ok: true };
        return { ok: false, error: { message: reader.text(), line: reader.u32(), column: reader.u32() } };
      },
    );
  }
}

function readRunOutcome(reader: WireReader, objects: RhaiWasmObjects): RhaiOutcome {
  const phase = reader.u8();
  if (phase === RUN_FINISHED) return readSuccess(reader, objects);
  return readFailure(reader, objects, phase === COMPILE_FAILED ? 'compile' : 'run');
}

function readCallOutcome(reader: WireReader, objects: RhaiWasmObjects): RhaiOutcome {
  return reader.u8() === 1 ? readSuccess(reader, objects) : readFailure(reader, objects, 'run');
}

function readSuccess(reader: WireReader, objects: RhaiWasmObjects): RhaiOutcome {
  return { ok: true, value: reader.value(objects), display: reader.text(), operations: reader.f64() };
}

function readFailure(reader: WireReader, objects: RhaiWasmObjects, phase: 'compile' | 'run'): RhaiOutcome {
  return { ok: false, phase, error: readError(reader, objects), operations: reader.f64() };
}

function readError(reader: WireReader, objects: RhaiWasmObjects): RhaiError {
  return {
    variant: reader.text(),
    text: reader.text(),
    position: { line: reader.u32(), column: reader.u32() },
    ...(reader.u8() === 1 ? { value: reader.value(objects) } : {}),
    ...(reader.u8() === 1 ? { inner: readError(reader, objects) } : {}),
  };
}
