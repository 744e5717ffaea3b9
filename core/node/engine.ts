// The analysis engines of one process, each made when it is first needed and kept: compiler, Cedar, schema and catalog.

import { readFileSync } from 'node:fs';
import { loadCatalog, type SdkCatalog } from '#core/catalog/catalog.ts';
import type { CedarEngine } from '#core/cedar/types.ts';
import type { RhaiCompiler } from '#core/rhai/compiler.ts';
import { cedarWasmFile, rexSchema, rhaiWasmFile } from './assets.ts';
import { loadCedarEngine } from './cedarWasm.ts';
import { createRhaiCompiler, loadRhaiModule } from './rhaiWasm.ts';

/** What analysis needs. Getters throw with the name of the missing file when an installation is incomplete. */
export interface AnalysisEngine {
  readonly catalog: SdkCatalog;
  readonly cedar: CedarEngine;
  readonly compiler: RhaiCompiler;
  /** Text of the Rex schema. */
  readonly schema: string;
}

/** Engines that are loaded on first use. */
export function createAnalysisEngine(): AnalysisEngine {
  let cedar: CedarEngine | undefined;
  let compiler: RhaiCompiler | undefined;
  let schema: string | undefined;
  return {
    get catalog() {
      return loadCatalog();
    },
    get cedar() {
      cedar ??= loadCedarEngine(cedarWasmFile());
      return cedar;
    },
    get compiler() {
      compiler ??= createRhaiCompiler(loadRhaiModule(readFileSync(rhaiWasmFile())), loadCatalog().data);
      return compiler;
    },
    get schema() {
      schema ??= rexSchema();
      return schema;
    },
  };
}
