// The types of nodeBundle.mjs, for tests.

import type { BuildOptions } from 'esbuild';

export declare const nodeBundle: BuildOptions;
