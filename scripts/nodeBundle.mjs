// How code is bundled for Node, by builds, tests and benchmarks alike.

import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The options of esbuild for Node programs: ES modules, in which a bundled CommonJS dependency may still ask for `require`. */
export const nodeBundle = {
  absWorkingDir: path.dirname(path.dirname(fileURLToPath(import.meta.url))),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // jsonc-parser's main entry hides its imports from bundlers; its module entry does not.
  mainFields: ['module', 'main'],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};
