// The port to the real Rhai compiler: what the engine accepts, and what it says when it does not.

/** A refusal of the engine; line and column are Rhai's (from 1, in characters; column 0 means none). */
export interface CompileError {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export type CompileOutcome = { readonly ok: true } | { readonly ok: false; readonly error: CompileError };

/** The engine configured as the runner configures it: strict variables, `eval` and `print` disabled, SDK registered. */
export interface RhaiCompiler {
  /** `variables` are the script arguments that exist at compile time. Rhai stops at its first error. */
  compile(script: string, variables: readonly string[]): CompileOutcome;
}
