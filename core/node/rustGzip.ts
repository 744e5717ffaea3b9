// The compressor that the SDK uses, from the engine module.

import type { RustGzip } from '#core/sandbox/rhaiRuntime.ts';
import { RhaiWasmInstance } from './rhaiWasmInstance.ts';
import { EMPTY_TABLE } from './rhaiWasmTable.ts';

/** A compressor over an instance of its own, which is made at the first use and again after a trap. */
export function createRustGzip(module: WebAssembly.Module): RustGzip {
  let instance: RhaiWasmInstance | undefined;
  return {
    compress(bytes, level) {
      if (instance === undefined || instance.isDead) instance = new RhaiWasmInstance(module, EMPTY_TABLE);
      return instance.call(
        instance.message().rawBytes(bytes),
        (exports) => exports.gzip_compress(level),
        (reader, length) => reader.rawBytes(length),
      );
    },
  };
}
