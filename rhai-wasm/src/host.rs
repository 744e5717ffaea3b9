//! What the host does for the engine, and the two buffers through which bytes cross.

use crate::state::engine;
use rhai::Dynamic;
use std::cell::RefCell;

#[link(wasm_import_module = "host")]
extern "C" {
    fn call(function: u32, bytes: *const u8, length: usize, line: u32, column: u32) -> u32;
    fn log(level: u32, bytes: *const u8, length: usize, line: u32, column: u32);
    fn progress(operations: f64) -> u32;
    fn resolve(bytes: *const u8, length: usize) -> u32;
    fn sleep(seconds: f64);
    fn debug(kind: u32, bytes: *const u8, length: usize, line: u32, column: u32) -> u32;
    fn panic(bytes: *const u8, length: usize);
    fn verify_signature(scheme: u32, bytes: *const u8, length: usize) -> u32;
}

thread_local! {
    /// Bytes from the host: the input of an export or the answer to an import.
    static INBOX: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    /// Bytes for the host: the result of an export, to be read before the next call.
    static OUTBOX: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes room for `length` bytes from the host and says where.
pub fn open_inbox(length: usize) -> *mut u8 {
    INBOX.with_borrow_mut(|inbox| {
        inbox.clear();
        inbox.resize(length, 0);
        inbox.as_mut_ptr()
    })
}

/// The bytes that the host has put there; the inbox is empty afterwards.
pub fn take_inbox() -> Vec<u8> {
    INBOX.take()
}

/// Shows the host a result; the export returns the length and `outbox` the place.
pub fn fill_outbox(bytes: Vec<u8>) -> usize {
    let length = bytes.len();
    OUTBOX.set(bytes);
    length
}

pub fn outbox() -> *const u8 {
    OUTBOX.with_borrow(|outbox| outbox.as_ptr())
}

pub fn call_function(function: u32, bytes: &[u8], position: rhai::Position) -> u32 {
    let (line, column) = line_column(position);
    // SAFETY: the host reads the bytes before it does anything else.
    unsafe { call(function, bytes.as_ptr(), bytes.len(), line, column) }
}

pub fn write_log(level: u32, message: &str, position: rhai::Position) {
    let (line, column) = line_column(position);
    // SAFETY: as above.
    unsafe { log(level, message.as_ptr(), message.len(), line, column) }
}

/// The token that ends the run, if the host wants that.
pub fn ask_progress(operations: u64) -> Option<String> {
    // SAFETY: plain numbers only.
    let stop = unsafe { progress(operations as f64) } != 0;
    stop.then(|| String::from_utf8(take_inbox()).expect("the host sends UTF-8"))
}

/// Source of a module.
pub fn resolve_module(request: &[u8]) -> Option<String> {
    // SAFETY: the host reads the bytes before it does anything else.
    let found = unsafe { resolve(request.as_ptr(), request.len()) } != 0;
    found.then(|| String::from_utf8(take_inbox()).expect("the host sends UTF-8"))
}

pub fn sleep_for(seconds: f64) {
    // SAFETY: plain numbers only.
    unsafe { sleep(seconds) }
}

pub fn debug_event(kind: u32, bytes: &[u8], position: rhai::Position) -> u32 {
    let (line, column) = line_column(position);
    // SAFETY: the host reads the bytes before it does anything else.
    unsafe { debug(kind, bytes.as_ptr(), bytes.len(), line, column) }
}

pub fn report_panic(message: &str) {
    // SAFETY: as above.
    unsafe { panic(message.as_ptr(), message.len()) }
}

/// Whether a signature fits; `certificates.rs` says what the bytes hold.
pub fn ask_signature(scheme: u32, bytes: &[u8]) -> bool {
    // SAFETY: the host reads the bytes before it does anything else.
    unsafe { verify_signature(scheme, bytes.as_ptr(), bytes.len()) != 0 }
}

/// The name of a value's type as scripts see it.
pub fn type_name(value: &Dynamic) -> &'static str {
    engine().map_type_name(value.type_name())
}

fn line_column(position: rhai::Position) -> (u32, u32) {
    (position.line().unwrap_or(0) as u32, position.position().unwrap_or(0) as u32)
}
