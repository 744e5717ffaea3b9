// Regular expressions that Rust and JavaScript understand alike, for tests that run without the wasm module.

import type { CompiledRegex, RustRegex } from '#core/sandbox/rhaiRuntime.ts';

export const simpleRegex: RustRegex = {
  compile: (pattern) => {
    const insensitive = pattern.startsWith('(?i)');
    try {
      const regex = new RegExp(insensitive ? pattern.slice(4) : pattern, insensitive ? 'giu' : 'gu');
      return { ok: true, regex: compiled(regex) };
    } catch (error) {
      return { ok: false, message: String(error) };
    }
  },
};

function compiled(regex: RegExp): CompiledRegex {
  return {
    isMatch: (text) => new RegExp(regex, regex.flags.replace('g', '')).test(text),
    findAll: () => {
      throw new Error('no command asks for matches');
    },
    replace: (text, replacement, limit) => text.replace(limit === 0 ? regex : new RegExp(regex, 'u'), replacement),
  };
}
