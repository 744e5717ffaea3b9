//! `import`: the host gives the source of a module; paths, caching and errors are those of Rhai's file resolver.

use crate::wire::Writer;
use crate::{debugger, host};
use rhai::{Engine, EvalAltResult, GlobalRuntimeState, Module, ModuleResolver, Position, Scope, Shared};
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

#[derive(Default)]
pub struct HostResolver {
    cache: RefCell<HashMap<PathBuf, Shared<Module>>>,
}

impl HostResolver {
    fn load(
        &self,
        engine: &Engine,
        global: &mut GlobalRuntimeState,
        scope: &mut Scope,
        importer: Option<&str>,
        path: &str,
        position: Position,
    ) -> Result<Shared<Module>, Box<EvalAltResult>> {
        let file = file_path(path, importer);
        if let Some(module) = self.cache.borrow().get(&file) {
            return Ok(module.clone());
        }
        let in_module = |error| Box::new(EvalAltResult::ErrorInModule(path.to_owned(), error, position));
        let mut request = Writer::default();
        request.text(&file.to_string_lossy());
        request.optional_text(importer);
        let source = host::resolve_module(&request.bytes)
            .ok_or_else(|| Box::new(EvalAltResult::ErrorModuleNotFound(path.to_owned(), position)))?;
        let mut ast = engine.compile(without_shebang(&source)).map_err(|error| in_module(error.into()))?;
        ast.set_source(path);
        debugger::note_functions(&ast);
        let module: Shared<Module> =
            Module::eval_ast_as_new_raw(engine, scope, global, &ast).map_err(in_module)?.into();
        self.cache.borrow_mut().insert(file, module.clone());
        Ok(module)
    }
}

impl ModuleResolver for HostResolver {
    fn resolve_raw(
        &self,
        engine: &Engine,
        global: &mut GlobalRuntimeState,
        scope: &mut Scope,
        path: &str,
        position: Position,
    ) -> Result<Shared<Module>, Box<EvalAltResult>> {
        let importer = global.source().map(str::to_owned);
        self.load(engine, global, scope, importer.as_deref(), path, position)
    }

    fn resolve(
        &self,
        engine: &Engine,
        source: Option<&str>,
        path: &str,
        position: Position,
    ) -> Result<Shared<Module>, Box<EvalAltResult>> {
        let global = &mut engine.new_global_runtime_state();
        self.load(engine, global, &mut Scope::new(), source, path, position)
    }
}

/// Relative to the importing module, or to the working directory for the script; the extension is forced.
fn file_path(path: &str, importer: Option<&str>) -> PathBuf {
    let mut file = match importer.and_then(|source| Path::new(source).parent()) {
        Some(folder) if !path.starts_with('/') => folder.join(path),
        _ => PathBuf::from(path),
    };
    file.set_extension("rhai");
    file
}

/// A first line that begins with `#!` is dropped, its line feed kept.
fn without_shebang(source: &str) -> &str {
    if !source.starts_with("#!") {
        return source;
    }
    source.find('\n').map_or("", |end| &source[end..])
}
