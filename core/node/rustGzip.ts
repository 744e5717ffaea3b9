// The compressor that the SDK uses, from the engine module.

import type { RustGzip } from '#core/sandbox/rhaiRuntime.ts';
import { newHelper, type RhaiWasmInstance } from './rhaiWasmInstance.ts';

/** A compressor over an instance of its own, which is made at the first use and again after a trap. Throws RhaiTrap. */
export function createRustGzip(module: WebAssembly.Module, maxMemoryBytes = 0): RustGzip {
  let instance: RhaiWasmInstance | undefined;
  return {
    compress(bytes, level) {
      if (instance === undefined || instance.isDead) instance = newHelper(module, maxMemoryBytes);
      return instance.call(
        instance.message().rawBytes(bytes),
        (exports) => exports.gzip_compress(level),
        (reader, length) => reader.rawBytes(length),
      );
    },
  };
}
