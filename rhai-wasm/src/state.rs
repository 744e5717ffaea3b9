//! The one engine of this instance and what is true of the run that is going on.

use rhai::{Engine, EvalAltResult, NativeCallContext};
use std::cell::{Cell, RefCell};
use std::sync::OnceLock;

/// An engine behind a lock that a single thread never waits for.
struct Shared(Engine);
// SAFETY: WebAssembly without the threads proposal has one thread.
unsafe impl Sync for Shared {}
// SAFETY: as above.
unsafe impl Send for Shared {}

static ENGINE: OnceLock<Shared> = OnceLock::new();

/// Keeps the engine for the life of the instance. The engine cannot change afterwards.
pub fn set_engine(engine: Engine) {
    assert!(ENGINE.set(Shared(engine)).is_ok(), "the engine is already set up");
}

pub fn engine() -> &'static Engine {
    &ENGINE.get().expect("the engine is set up first").0
}

thread_local! {
    static OPERATIONS: Cell<u64> = const { Cell::new(0) };
    static CONTEXTS: RefCell<Vec<*const NativeCallContext<'static>>> = const { RefCell::new(Vec::new()) };
    static END: RefCell<Option<String>> = const { RefCell::new(None) };
    static CALLBACK_ERROR: RefCell<Option<Box<EvalAltResult>>> = const { RefCell::new(None) };
}

pub fn note_operations(operations: u64) {
    OPERATIONS.set(operations);
}

/// The run ends with this token as soon as the engine counts another operation, caught errors or not.
pub fn end_at_next_operation(token: String) {
    END.set(Some(token));
}

/// The token that the run is to end with. It stays: nothing after it may run.
pub fn end_token() -> Option<String> {
    END.with_borrow(Option::clone)
}

/// A new run has counted nothing and has no end yet.
pub fn start_run() {
    OPERATIONS.set(0);
    END.set(None);
}

pub fn operations() -> u64 {
    OPERATIONS.get()
}

/// Remembers which call the host is answering, so that it can call back into the script.
pub fn within_call<T>(context: &NativeCallContext, body: impl FnOnce() -> T) -> T {
    CONTEXTS.with_borrow_mut(|contexts| contexts.push(std::ptr::from_ref(context).cast()));
    let result = body();
    CONTEXTS.with_borrow_mut(Vec::pop);
    result
}

/// The innermost call that the host is answering.
pub fn with_context<T>(body: impl FnOnce(&NativeCallContext) -> T) -> Option<T> {
    let context = CONTEXTS.with_borrow(|contexts| contexts.last().copied())?;
    // SAFETY: `within_call` holds the context for as long as it is in the list.
    Some(body(unsafe { &*context }))
}

pub fn set_callback_error(error: Option<Box<EvalAltResult>>) {
    CALLBACK_ERROR.set(error);
}

pub fn take_callback_error() -> Option<Box<EvalAltResult>> {
    CALLBACK_ERROR.take()
}
