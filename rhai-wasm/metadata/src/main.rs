//! Prints what Rhai's standard package registers, as `scripts/rhai-metadata.mjs` wants it.

fn main() {
    let engine = rhai::Engine::new();
    println!("{}", engine.gen_fn_metadata_to_json(true).expect("signatures become JSON"));
}
