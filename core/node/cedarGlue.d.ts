// Types of the engine's generated bindings.
export * from '@cedar-policy/cedar-wasm';

/** Makes the exports of an instance the ones that all bindings call. */
export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
