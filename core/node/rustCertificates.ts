// The certificate crate that the SDK verifies chains with, from the engine module.

import type { RustCertificates } from '#core/sandbox/rhaiRuntime.ts';
import { newHelper, type RhaiWasmInstance } from './rhaiWasmInstance.ts';

/** What `read_certificates` and `verify_certificates` say first. */
const DONE = 0;
const NOT_VERIFIED = 2;

/** Certificates over an instance of its own, which is made at the first use and again after a trap. Throws RhaiTrap. */
export function createRustCertificates(module: WebAssembly.Module, maxMemoryBytes = 0): RustCertificates {
  let instance: RhaiWasmInstance | undefined;
  const living = (): RhaiWasmInstance => {
    if (instance === undefined || instance.isDead) instance = newHelper(module, maxMemoryBytes);
    return instance;
  };
  return {
    read: (pem) => {
      const owner = living();
      return owner.call(
        owner.message().rawBytes(pem),
        (exports) => exports.read_certificates(),
        (reader) => {
          if (reader.u8() !== DONE) return { ok: false, reason: reader.text() };
          return { ok: true, certificates: Array.from({ length: reader.u32() }, () => reader.blob()) };
        },
      );
    },
    verify: (root, chain, nowSeconds) => {
      const owner = living();
      const message = owner.message().blob(root).f64(nowSeconds).u32(chain.length);
      for (const certificate of chain) message.blob(certificate);
      return owner.call(
        message,
        (exports) => exports.verify_certificates(),
        (reader) => {
          const outcome = reader.u8();
          if (outcome === DONE) return { ok: true };
          return { ok: false, fault: outcome === NOT_VERIFIED ? 'verification' : 'parse', reason: reader.text() };
        },
      );
    },
  };
}
