// Unit tests run in Node without an editor; the suite in the real editor has its own runner (test/editor).
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/editor/**'],
    globalSetup: ['test/support/buildWorker.ts'],
    setupFiles: ['test/support/fuzzSeed.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'threads',
    maxWorkers: 2,
  },
});
