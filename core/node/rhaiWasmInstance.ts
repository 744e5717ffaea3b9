// One instance of the Rhai engine module: its exports, its imports, and what happens when it traps.

import type { SdkObject } from '#core/base/value.ts';
import {
  type DebuggerCommand,
  type HostReply,
  type RhaiHost,
  type RhaiLimits,
  RhaiTrap,
} from '#core/sandbox/rhaiRuntime.ts';
import { RhaiWasmObjects } from './rhaiWasmObjects.ts';
import { EMPTY_TABLE, type RhaiWasmTable } from './rhaiWasmTable.ts';
import { WireReader, WireWriter } from './rhaiWasmWire.ts';
import { verifySignature } from './verifySignature.ts';

/** What the module exports; lengths and pointers are in bytes. */
interface Exports {
  inbox(length: number): number;
  outbox(): number;
  setup(): void;
  run(): number;
  compile(): number;
  call_back(id: number, fresh: number): number;
  debug_variables(): number;
  describe(form: number): number;
  gzip_compress(level: number): number;
  read_certificates(): number;
  verify_certificates(): number;
  regex_compile(): number;
  regex_is_match(id: number): number;
  regex_find_all(id: number, limit: number): number;
  regex_replace(id: number, limit: number): number;
  regex_drop(id: number): void;
}

const REPLY = {
  value: 0,
  valueAndReceiver: 1,
  throw: 2,
  terminate: 3,
  mismatch: 4,
  functionNotFound: 5,
  rethrow: 6,
  throwAndEnd: 7,
};
const LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'trace'] as const;
const DEBUG_EVENTS = ['start', 'step', 'breakpoint', 'functionExit', 'end'] as const;
const DEBUG_COMMANDS: readonly DebuggerCommand[] = ['continue', 'stepInto', 'stepOver', 'next', 'functionExit'];

/** A host for instances that run nothing. */
const IDLE_HOST: RhaiHost = {
  call: () => ({ kind: 'functionNotFound', signature: '' }),
  log: () => undefined,
  progress: () => undefined,
  resolveModule: () => undefined,
  sleep: () => undefined,
  monotonicUs: () => 0,
};

/** The runner's limits: none but the call depth of a release build. */
const RUNNER_LIMITS: RhaiLimits = {
  maxOperations: 0,
  maxCallDepth: 64,
  maxStringLength: 0,
  maxArrayLength: 0,
  maxMapSize: 0,
  progressInterval: 0,
};

/** An instance for what the SDK uses beside scripts; it may take so much memory, 0 for all there is. */
export function newHelper(module: WebAssembly.Module, maxMemoryBytes: number): RhaiWasmInstance {
  return new RhaiWasmInstance(module, EMPTY_TABLE, IDLE_HOST, { ...RUNNER_LIMITS, maxMemoryBytes });
}

const PAGE_BYTES = 65_536;
/** What the module is linked with: its stack, its data and room for the engine itself. */
const INITIAL_PAGES = 272;
/** As many as 32 bits can address. */
const MAX_PAGES = 65_536;

/** 0 stands for no limit. */
function maximumPages(maxMemoryBytes: number): number {
  return maxMemoryBytes === 0 ? MAX_PAGES : Math.min(MAX_PAGES, INITIAL_PAGES + Math.ceil(maxMemoryBytes / PAGE_BYTES));
}

/** An engine that is set up and ready. */
export class RhaiWasmInstance {
  readonly exports: Exports;
  readonly objects: RhaiWasmObjects;
  readonly #host: RhaiHost;
  readonly #table: RhaiWasmTable;
  readonly #writer = new WireWriter();
  readonly #memory: WebAssembly.Memory;
  readonly #emptyBytes: number;
  #panic: string | undefined;
  #dead = false;

  constructor(module: WebAssembly.Module, table: RhaiWasmTable, host = IDLE_HOST, limits = RUNNER_LIMITS) {
    this.#host = host;
    this.#table = table;
    this.objects = new RhaiWasmObjects(table.types, table.constants);
    this.#memory = new WebAssembly.Memory({
      initial: INITIAL_PAGES,
      maximum: maximumPages(limits.maxMemoryBytes ?? 0),
    });
    const imports = { host: this.#imports(), env: { memory: this.#memory } };
    const instance = new WebAssembly.Instance(module, imports);
    this.exports = instance.exports as unknown as Exports;
    this.#guarded(() => {
      const settings = this.message()
        .f64(limits.maxOperations)
        .u32(limits.maxCallDepth)
        .u32(limits.maxStringLength)
        .u32(limits.maxArrayLength)
        .u32(limits.maxMapSize)
        .f64(limits.progressInterval)
        .u8(host.debug === undefined ? 0 : 1);
      this.#send(settings.bytes, table.bytes);
      this.exports.setup();
    });
    this.#emptyBytes = this.#memory.buffer.byteLength;
  }

  /** Bytes of memory that it has taken since it was set up; at most what its limits allow. */
  get memoryBytes(): number {
    return this.#memory.buffer.byteLength - this.#emptyBytes;
  }

  /** Whether the instance has trapped or was left by an exception. */
  get isDead(): boolean {
    return this.#dead;
  }

  /** An empty message to write input into. */
  message(): WireWriter {
    return this.#writer.clear();
  }

  /**
   * Hands over the message, calls an export that returns a length, and reads its result.
   * Throws {@link RhaiTrap}, or what the host threw.
   */
  call<T>(input: WireWriter, invoke: (exports: Exports) => number, read: (reader: WireReader, length: number) => T): T {
    return this.#guarded(() => {
      this.#send(input.bytes);
      const length = invoke(this.exports);
      const result = read(new WireReader(this.#memory.buffer, this.exports.outbox()), length);
      this.objects.sweep();
      return result;
    });
  }

  #guarded<T>(body: () => T): T {
    if (this.#dead) throw new RhaiTrap('panic', 'the engine has stopped for good', undefined);
    try {
      return body();
    } catch (error) {
      this.#dead = true;
      if (error instanceof WebAssembly.RuntimeError) throw this.#trap(error);
      if (error instanceof RangeError && error.message.startsWith('Maximum call stack'))
        throw new RhaiTrap('stack', 'the engine ran out of stack', error);
      throw error;
    }
  }

  /** Rust aborts without a word when memory is refused, and panics at a size that no memory can have. */
  #trap(error: WebAssembly.RuntimeError): RhaiTrap {
    const panic = this.#panic;
    const isMemory =
      panic === undefined ? error.message === 'unreachable' : /LayoutError|capacity overflow/.test(panic);
    if (isMemory) return new RhaiTrap('memory', 'the engine ran out of memory', error);
    if (panic !== undefined) return new RhaiTrap('panic', panic, error);
    return new RhaiTrap('stack', `the engine ran out of stack: ${error.message}`, error);
  }

  #send(...parts: readonly Uint8Array[]): void {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    let at = this.exports.inbox(length);
    for (const part of parts) {
      new Uint8Array(this.#memory.buffer, at, part.length).set(part);
      at += part.length;
    }
  }

  #reader(at: number): WireReader {
    return new WireReader(this.#memory.buffer, at);
  }

  #imports(): WebAssembly.Imports[string] {
    const host = this.#host;
    return {
      release: (id: number) => this.objects.release(id),
      monotonic_us: () => host.monotonicUs(),
      sleep: (seconds: number) => host.sleep(seconds),
      call: (fn: number, at: number, _length: number, line: number, column: number) =>
        this.#answer(fn, at, line, column),
      log: (level: number, at: number, length: number, line: number, column: number) =>
        host.log(LOG_LEVELS[level] ?? 'info', this.#reader(at).rawText(length), { line, column }),
      progress: (operations: number) => {
        this.objects.sweep();
        return this.#offer(host.progress(operations));
      },
      resolve: (at: number) => {
        const reader = this.#reader(at);
        const path = reader.text();
        return this.#offer(host.resolveModule(path, reader.optionalText()));
      },
      debug: (kind: number, at: number, _length: number, line: number, column: number) =>
        this.#stop(kind, at, line, column),
      verify_signature: (scheme: number, at: number) => Number(verifySignature(scheme, this.#reader(at))),
      panic: (at: number, length: number) => {
        this.#panic = this.#reader(at).rawText(length);
      },
    };
  }

  /** Sends a text where there is one, and says whether there is. */
  #offer(text: string | undefined): number {
    if (text === undefined) return 0;
    this.#send(this.message().rawText(text).bytes);
    return 1;
  }

  #answer(fn: number, at: number, line: number, column: number): number {
    const reader = this.#reader(at);
    this.objects.sweep();
    const source = reader.optionalText();
    const stack = reader.texts();
    const reply = this.#host.call({
      function: this.#table.functions[fn] ?? '',
      arguments: reader.values(this.objects),
      position: { line, column },
      ...(source === undefined ? {} : { source }),
      stack,
    });
    const message = this.message();
    const kind = this.#writeReply(message, reply);
    this.#send(message.bytes);
    return kind;
  }

  #writeReply(message: WireWriter, reply: HostReply): number {
    switch (reply.kind) {
      case 'value':
        message.value(reply.value, this.objects);
        if (reply.receiver === undefined) return REPLY.value;
        this.#writeReceiver(message, reply.receiver);
        return REPLY.valueAndReceiver;
      case 'throw':
        message.value(reply.value, this.objects);
        if (reply.endsWith === undefined) return REPLY.throw;
        message.text(reply.endsWith);
        return REPLY.throwAndEnd;
      case 'terminate':
        message.text(reply.token);
        return REPLY.terminate;
      case 'mismatch':
        message.text(reply.expected).text(reply.actual);
        return REPLY.mismatch;
      case 'functionNotFound':
        message.text(reply.signature);
        return REPLY.functionNotFound;
      case 'rethrow':
        return REPLY.rethrow;
    }
  }

  #writeReceiver(message: WireWriter, receiver: SdkObject): void {
    message.u32(this.objects.typeIndex(receiver.type)).u32(this.objects.lend(receiver));
  }

  #stop(kind: number, at: number, line: number, column: number): number {
    const reader = this.#reader(at);
    const source = reader.optionalText();
    const stack = reader.texts();
    const command = this.#host.debug?.({
      kind: DEBUG_EVENTS[kind] ?? 'step',
      position: { line, column },
      ...(source === undefined ? {} : { source }),
      stack,
      variables: () => this.#variables(),
    });
    return DEBUG_COMMANDS.indexOf(command ?? 'continue');
  }

  #variables(): ReturnType<NonNullable<Parameters<NonNullable<RhaiHost['debug']>>[0]['variables']>> {
    this.exports.debug_variables();
    const reader = this.#reader(this.exports.outbox());
    return Array.from({ length: reader.u32() }, () => [reader.text(), reader.value(this.objects)] as const);
  }
}
