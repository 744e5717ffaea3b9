// The `regex` crate that the SDK uses, from the engine module, with offsets in UTF-16.

import type { CompiledRegex, RustRegex } from '#core/sandbox/rhaiRuntime.ts';
import { newHelper, type RhaiWasmInstance } from './rhaiWasmInstance.ts';

type Group = { readonly start: number; readonly end: number } | undefined;

/** Offset of a group that took no part in the match. */
const ABSENT = 0xffff_ffff;

/** Patterns whose compiled form is kept: scripts use few, and each over and over. */
const MAX_KEPT = 32;

type Compiled = ReturnType<RustRegex['compile']>;

/** Regular expressions over an instance of their own, which is made at the first use and again after a trap. Throws RhaiTrap. */
export function createRustRegex(module: WebAssembly.Module, maxMemoryBytes = 0): RustRegex {
  let instance: RhaiWasmInstance | undefined;
  /** By pattern, the oldest first. What was dropped is freed only between runs, so a loop would fill the engine's memory. */
  const kept = new Map<string, Compiled>();
  const dropped = new FinalizationRegistry<readonly [RhaiWasmInstance, number]>(([owner, id]) => {
    if (!owner.isDead) owner.exports.regex_drop(id);
  });
  const compile = (owner: RhaiWasmInstance, pattern: string): Compiled => {
    const answer = owner.call(
      owner.message().text(pattern),
      (exports) => exports.regex_compile(),
      (reader) => (reader.u8() === 1 ? { id: reader.u32() } : { message: reader.text() }),
    );
    if ('message' in answer) return { ok: false, message: answer.message };
    const regex = new WasmRegex(owner, answer.id);
    dropped.register(regex, [owner, answer.id]);
    return { ok: true, regex };
  };
  return {
    compile(pattern) {
      if (instance === undefined || instance.isDead) {
        kept.clear();
        instance = newHelper(module, maxMemoryBytes);
      }
      const known = kept.get(pattern);
      if (known !== undefined) return known;
      const compiled = compile(instance, pattern);
      kept.set(pattern, compiled);
      const [oldest] = kept.keys();
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
      return compiled;
    },
  };
}

class WasmRegex implements CompiledRegex {
  readonly #instance: RhaiWasmInstance;
  readonly #id: number;

  constructor(instance: RhaiWasmInstance, id: number) {
    this.#instance = instance;
    this.#id = id;
  }

  isMatch(text: string): boolean {
    const input = this.#instance.message().text(text);
    let found = 0;
    this.#instance.call(
      input,
      (exports) => {
        found = exports.regex_is_match(this.#id);
        return 0;
      },
      () => undefined,
    );
    return found === 1;
  }

  findAll(text: string, limit = 0): readonly (readonly Group[])[] {
    const offsets = utf16Offsets(text);
    return this.#instance.call(
      this.#instance.message().text(text),
      (exports) => exports.regex_find_all(this.#id, limit),
      (reader, length) => {
        const groups = reader.u32();
        const matches = (length - 4) / (groups * 8);
        return Array.from({ length: matches }, () =>
          Array.from({ length: groups }, (): Group => {
            const start = reader.u32();
            const end = reader.u32();
            return start === ABSENT ? undefined : { start: offsets(start), end: offsets(end) };
          }),
        );
      },
    );
  }

  replace(text: string, replacement: string, limit: number): string {
    return this.#instance.call(
      this.#instance.message().text(text).text(replacement),
      (exports) => exports.regex_replace(this.#id, limit),
      (reader, length) => reader.rawText(length),
    );
  }
}

/** Converts byte offsets of a text; they coincide where it is ASCII. */
function utf16Offsets(text: string): (byte: number) => number {
  const bytes = Buffer.byteLength(text);
  if (bytes === text.length) return (byte) => byte;
  const units = new Uint32Array(bytes + 1);
  let at = 0;
  for (let unit = 0; unit < text.length; ) {
    const point = text.codePointAt(unit) ?? 0;
    units[at] = unit;
    at += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    unit += point > 0xffff ? 2 : 1;
  }
  units[at] = text.length;
  return (byte) => units[byte] ?? text.length;
}
