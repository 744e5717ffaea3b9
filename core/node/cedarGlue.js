// The engine's generated bindings without its module loader: only these let a broken instance be replaced by a fresh one.
// The package does not export the file under a name, so it is imported by its place.
export * from '../../node_modules/@cedar-policy/cedar-wasm/esm/cedar_wasm_bg.js';
