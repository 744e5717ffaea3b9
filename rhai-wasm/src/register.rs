//! Sets up the engine as the runner does and adds the SDK from the table that the host sends.

use crate::wire::{self, Reader};
use crate::{calls, debugger, host, modules, sdk, state};
use rhai::plugin::RhaiFunc;
use rhai::{
    Array, Blob, Dynamic, Engine, FnPtr, FuncRegistration, ImmutableString, Map, Module, NativeCallContext, Position,
};
use std::any::TypeId;

const GLOBAL: u8 = 1;
const METHOD: u8 = 2;
const PURE: u8 = 4;

/// Limits of the engine, 0 for none; `progress_interval` says how often the host is asked, 0 for never.
pub struct Settings {
    pub max_operations: u64,
    pub max_call_depth: usize,
    pub max_string_length: usize,
    pub max_array_length: usize,
    pub max_map_size: usize,
    pub progress_interval: u64,
    pub debugger: bool,
}

impl Settings {
    pub fn read(reader: &mut Reader) -> Self {
        Self {
            max_operations: reader.f64() as u64,
            max_call_depth: reader.u32() as usize,
            max_string_length: reader.u32() as usize,
            max_array_length: reader.u32() as usize,
            max_map_size: reader.u32() as usize,
            progress_interval: reader.f64() as u64,
            debugger: reader.u8() != 0,
        }
    }
}

/// An engine like the runner's: standard package, strict variables, no `eval`, no `print`.
pub fn build_engine(settings: &Settings, table: &mut Reader) -> Engine {
    let mut engine = Engine::new();
    engine.set_strict_variables(true);
    engine.set_module_resolver(modules::HostResolver::default());
    add_sdk(&mut engine, table);
    add_natives(&mut engine);
    engine.disable_symbol("eval");
    engine.disable_symbol("print");
    apply(settings, &mut engine);
    engine
}

fn apply(settings: &Settings, engine: &mut Engine) {
    engine.set_max_operations(settings.max_operations);
    engine.set_max_call_levels(if settings.max_call_depth == 0 { usize::MAX } else { settings.max_call_depth });
    // Release builds allow these depths; they do not depend on how this module was built.
    engine.set_max_expr_depths(64, 32);
    engine.set_max_string_size(settings.max_string_length);
    engine.set_max_array_size(settings.max_array_length);
    engine.set_max_map_size(settings.max_map_size);
    let interval = settings.progress_interval;
    engine.on_progress(move |operations| {
        state::note_operations(operations);
        if let Some(token) = state::end_token() {
            return Some(token.into());
        }
        if interval == 0 || operations % interval != 0 {
            return None;
        }
        host::ask_progress(operations).map(Dynamic::from)
    });
    if settings.debugger {
        debugger::attach(engine);
    }
}

/// What the runner registers by itself and what must be virtual here.
fn add_natives(engine: &mut Engine) {
    for (level, name) in [(0, "error"), (1, "warn"), (2, "info"), (4, "trace")] {
        engine.register_fn(name, move |context: NativeCallContext, message: &str| -> Dynamic {
            host::write_log(level, message, context.call_position());
            Dynamic::UNIT
        });
    }
    engine.on_debug(|message: &str, _: Option<&str>, position: Position| {
        host::write_log(3, message.trim_matches('"'), position)
    });
    engine.register_fn("to_json", |map: &mut Map| -> String { rhai::format_map_as_json(map) });
    engine.register_fn("sleep", |seconds: f64| {
        if seconds.is_normal() && seconds > 0.0 {
            host::sleep_for(seconds);
        }
    });
    engine.register_fn("sleep", |seconds: i64| {
        if seconds > 0 {
            host::sleep_for(seconds as f64);
        }
    });
}

fn add_sdk(engine: &mut Engine, table: &mut Reader) {
    for _ in 0..table.u32() {
        let rust_name = table.text();
        sdk::add_type(engine, rust_name, table.text());
    }
    let mut modules = read_modules(table);
    let mut globals = Module::new();
    for number in 0..table.u32() {
        let flags = table.u8();
        let module = table.u32();
        let name = table.text();
        let parameters: Vec<TypeId> = (0..table.u32()).map(|_| parameter_type(table)).collect();
        let registration = FuncRegistration::new(name);
        let registration = if flags & GLOBAL != 0 { registration.in_global_namespace() } else { registration };
        let into = match module {
            0 => &mut globals,
            index => &mut modules[index as usize - 1].1,
        };
        registration.set_into_module_raw(into, parameters, function(number, flags));
    }
    engine.register_global_module(globals.into());
    for (name, module) in modules {
        engine.register_static_module(name, module.into());
    }
}

fn read_modules(table: &mut Reader) -> Vec<(String, Module)> {
    (0..table.u32())
        .map(|_| {
            let mut module = Module::new();
            let name = table.text().to_owned();
            for _ in 0..table.u32() {
                let constant = table.text();
                module.set_var(constant, table.value());
            }
            (name, module)
        })
        .collect()
}

fn function(number: u32, flags: u8) -> RhaiFunc {
    let is_method = flags & METHOD != 0;
    let func = rhai::Shared::new(move |context: Option<NativeCallContext>, arguments: &mut [&mut Dynamic]| {
        calls::call_host(number, &context.expect("registered with a context"), arguments)
    });
    if is_method {
        RhaiFunc::Method { func, has_context: true, is_pure: flags & PURE != 0, is_volatile: true }
    } else {
        RhaiFunc::Pure { func, has_context: true, is_pure: true, is_volatile: true }
    }
}

fn parameter_type(table: &mut Reader) -> TypeId {
    match table.u8() {
        0 => TypeId::of::<Dynamic>(),
        1 => TypeId::of::<i64>(),
        2 => TypeId::of::<f64>(),
        3 => TypeId::of::<bool>(),
        4 => TypeId::of::<char>(),
        5 => TypeId::of::<ImmutableString>(),
        6 => TypeId::of::<Array>(),
        7 => TypeId::of::<Map>(),
        8 => TypeId::of::<FnPtr>(),
        9 => TypeId::of::<Blob>(),
        10 => TypeId::of::<()>(),
        11 => wire::number_type_id(table.u8()),
        12 => sdk::type_id(table.u32()),
        kind => panic!("parameter kind {kind} is unknown"),
    }
}
