//! Calls out of the script to the host, and back into the script while the host answers.

use crate::wire::{self, Reader, Writer};
use crate::{debugger, errors, host, sdk, state};
use rhai::{Dynamic, EvalAltResult, NativeCallContext, Position, AST};
use std::cell::RefCell;

const VALUE: u32 = 0;
const VALUE_AND_RECEIVER: u32 = 1;
const THROW: u32 = 2;
const TERMINATE: u32 = 3;
const MISMATCH: u32 = 4;
const FUNCTION_NOT_FOUND: u32 = 5;
const RETHROW: u32 = 6;
const THROW_AND_END: u32 = 7;

thread_local! {
    /// A buffer to encode calls in, kept from one call to the next.
    static SPARE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

pub fn call_host(
    number: u32,
    context: &NativeCallContext,
    arguments: &mut [&mut Dynamic],
) -> Result<Dynamic, Box<EvalAltResult>> {
    let lent = wire::lent_count();
    let mut writer = Writer { bytes: SPARE.take() };
    writer.bytes.clear();
    writer.optional_text(context.call_source());
    debugger::write_stack(&mut writer, context);
    writer.u32(arguments.len() as u32);
    arguments.iter().for_each(|argument| writer.value(argument));
    let kind = state::within_call(context, || host::call_function(number, &writer.bytes, context.call_position()));
    SPARE.set(writer.bytes);
    let reply = host::take_inbox();
    let result = read_reply(kind, &mut Reader::new(&reply), arguments);
    wire::release_lent(lent);
    result
}

/// Errors have no position of their own: the engine puts the call's there.
fn read_reply(kind: u32, reply: &mut Reader, arguments: &mut [&mut Dynamic]) -> Result<Dynamic, Box<EvalAltResult>> {
    let error = match kind {
        VALUE => return Ok(reply.value()),
        VALUE_AND_RECEIVER => {
            let value = reply.value();
            let type_index = reply.u32();
            sdk::replace(arguments[0], type_index, reply.u32());
            return Ok(value);
        }
        THROW => EvalAltResult::ErrorRuntime(reply.value(), Position::NONE),
        TERMINATE => EvalAltResult::ErrorTerminated(reply.text().into(), Position::NONE),
        MISMATCH => {
            let expected = reply.text().to_owned();
            EvalAltResult::ErrorMismatchDataType(expected, reply.text().to_owned(), Position::NONE)
        }
        FUNCTION_NOT_FOUND => EvalAltResult::ErrorFunctionNotFound(reply.text().to_owned(), Position::NONE),
        RETHROW => return Err(state::take_callback_error().expect("a callback failed before")),
        THROW_AND_END => {
            let thrown = EvalAltResult::ErrorRuntime(reply.value(), Position::NONE);
            state::end_at_next_operation(reply.text().to_owned());
            thrown
        }
        _ => panic!("reply kind {kind} is unknown"),
    };
    Err(error.into())
}

/// Calls a function pointer that the script passed to the call being answered. `fresh` gives it an empty
/// library of script functions, as `FnPtr::call` with an empty AST does; otherwise it runs in the caller's context.
pub fn call_back(id: u32, fresh: bool, arguments: Vec<Dynamic>) -> Vec<u8> {
    let result = match (wire::lent_function(id), fresh) {
        (None, _) => Err(Box::new(EvalAltResult::ErrorFunctionNotFound(String::new(), Position::NONE))),
        (Some(function), true) => function.call::<Dynamic>(state::engine(), &AST::empty(), arguments),
        (Some(function), false) => state::with_context(|context| function.call_raw(context, None, arguments))
            .expect("the host calls back only while it answers"),
    };
    let mut writer = Writer::default();
    match result {
        Ok(value) => {
            writer.u8(1);
            writer.value(&value);
            writer.text(&value.to_string());
        }
        Err(error) => {
            writer.u8(0);
            errors::write(&mut writer, &error);
            state::set_callback_error(Some(error));
        }
    }
    writer.f64(state::operations() as f64);
    writer.bytes
}
