//! The Rhai engine of the Rex runner as a WebAssembly module with plain numbers at its border.
//!
//! The host puts bytes where [`inbox`] says, calls an export, and reads its result at [`outbox`]. README.md has the formats.

mod calls;
mod certificates;
mod debugger;
mod errors;
mod gzip;
mod host;
mod modules;
mod regexes;
mod register;
mod sdk;
mod sdk_types;
mod state;
mod wire;

use register::Settings;
use rhai::{Dynamic, EvalAltResult, Scope, AST};
use wire::{Reader, Writer};

#[no_mangle]
pub extern "C" fn inbox(length: usize) -> *mut u8 {
    host::open_inbox(length)
}

#[no_mangle]
pub extern "C" fn outbox() -> *const u8 {
    host::outbox()
}

/// Builds the engine of this instance. In: settings, then the table of the SDK.
#[no_mangle]
pub extern "C" fn setup() {
    std::panic::set_hook(Box::new(|info| host::report_panic(&info.to_string())));
    // The same seed in every instance: equal runs are equal, also in the names of closures.
    let _ = rhai::config::hashing::set_hashing_seed(Some([0x5265_6865, 0x6172_7361, 0x6c00_0001, 0x5268_6169]));
    let bytes = host::take_inbox();
    let mut reader = Reader::new(&bytes);
    let settings = Settings::read(&mut reader);
    state::set_engine(register::build_engine(&settings, &mut reader));
}

/// Compiles and runs. In: script, arguments. Out: what `README.md` calls an outcome.
#[no_mangle]
pub extern "C" fn run() -> usize {
    let bytes = host::take_inbox();
    let mut reader = Reader::new(&bytes);
    let script = reader.text();
    let mut scope = Scope::new();
    for _ in 0..reader.u32() {
        let name = reader.text();
        scope.push_dynamic(name, reader.value());
    }
    state::start_run();
    let mut writer = Writer::default();
    match state::engine().compile_with_scope(&scope, script) {
        Err(error) => write_failure(&mut writer, 1, &error.into()),
        Ok(ast) => match evaluate(&mut scope, &ast) {
            Ok(value) => {
                writer.u8(0);
                writer.value(&value);
                writer.text(&value.to_string());
            }
            Err(error) => write_failure(&mut writer, 2, &error),
        },
    }
    writer.f64(state::operations() as f64);
    host::fill_outbox(writer.bytes)
}

fn evaluate(scope: &mut Scope, ast: &AST) -> Result<Dynamic, Box<EvalAltResult>> {
    debugger::note_functions(ast);
    state::engine().eval_ast_with_scope(scope, ast)
}

fn write_failure(writer: &mut Writer, phase: u8, error: &EvalAltResult) {
    writer.u8(phase);
    errors::write(writer, error);
}

/// Compiles only. In: script, names of variables. Out: 1, or 0 with text, line and column.
#[no_mangle]
pub extern "C" fn compile() -> usize {
    let bytes = host::take_inbox();
    let mut reader = Reader::new(&bytes);
    let script = reader.text();
    let mut scope = Scope::new();
    for _ in 0..reader.u32() {
        scope.push_dynamic(reader.text(), Dynamic::UNIT);
    }
    let mut writer = Writer::default();
    match state::engine().compile_with_scope(&scope, script) {
        Ok(_) => writer.u8(1),
        Err(error) => {
            writer.u8(0);
            writer.text(&error.err_type().to_string());
            writer.position(error.position());
        }
    }
    host::fill_outbox(writer.bytes)
}

/// Calls a function pointer while the host answers a call. In: arguments.
#[no_mangle]
pub extern "C" fn call_back(id: u32, fresh: u32) -> usize {
    let bytes = host::take_inbox();
    let mut reader = Reader::new(&bytes);
    let count = reader.u32();
    let arguments = (0..count).map(|_| reader.value()).collect();
    host::fill_outbox(calls::call_back(id, fresh != 0, arguments))
}

/// The variables in reach, while the host answers a stop of the debugger. Out: count, then names and values.
#[no_mangle]
pub extern "C" fn debug_variables() -> usize {
    let mut writer = Writer::default();
    debugger::write_variables(&mut writer);
    host::fill_outbox(writer.bytes)
}

/// A text about a value: 0 its type's name, 1 its Display form, 2 its Debug form. In: the value.
#[no_mangle]
pub extern "C" fn describe(form: u32) -> usize {
    let bytes = host::take_inbox();
    let value = Reader::new(&bytes).value();
    let text = match form {
        0 => host::type_name(&value).to_owned(),
        1 => value.to_string(),
        _ => format!("{value:?}"),
    };
    host::fill_outbox(text.into_bytes())
}

/// Compresses bytes as the SDK does, at a level from 0 to 9. In: the bytes. Out: a gzip file.
#[no_mangle]
pub extern "C" fn gzip_compress(level: u32) -> usize {
    host::fill_outbox(gzip::compress(&host::take_inbox(), level))
}

/// The certificates of a PEM file. In: its bytes. Out: see `src/certificates.rs`.
#[no_mangle]
pub extern "C" fn read_certificates() -> usize {
    host::fill_outbox(certificates::read_pem(&host::take_inbox()))
}

/// Verifies a chain of certificates. In and out: see `src/certificates.rs`.
#[no_mangle]
pub extern "C" fn verify_certificates() -> usize {
    let bytes = host::take_inbox();
    host::fill_outbox(certificates::verify(&mut Reader::new(&bytes)))
}

#[no_mangle]
pub extern "C" fn regex_compile() -> usize {
    regexes::compile(Reader::new(&host::take_inbox()).text())
}

#[no_mangle]
pub extern "C" fn regex_is_match(id: u32) -> u32 {
    u32::from(regexes::is_match(id, Reader::new(&host::take_inbox()).text()))
}

#[no_mangle]
pub extern "C" fn regex_find_all(id: u32, limit: usize) -> usize {
    regexes::find_all(id, Reader::new(&host::take_inbox()).text(), limit)
}

#[no_mangle]
pub extern "C" fn regex_replace(id: u32, limit: usize) -> usize {
    let bytes = host::take_inbox();
    let mut reader = Reader::new(&bytes);
    let text = reader.text();
    regexes::replace(id, text, reader.text(), limit)
}

#[no_mangle]
pub extern "C" fn regex_drop(id: u32) {
    regexes::drop_regex(id);
}
