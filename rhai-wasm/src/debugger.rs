//! Which script functions are active, and the stops of an attached debugger.

use crate::host;
use crate::wire::{self, Writer};
use rhai::debugger::{DebuggerCommand, DebuggerEvent};
use rhai::{ASTNode, Engine, NativeCallContext, Position, Scope, AST};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// Line and column.
type Place = (usize, usize);

/// Where a script function lies in its source.
struct FunctionSpan {
    source: Option<String>,
    name: String,
    start: Place,
    end: Place,
}

thread_local! {
    /// The variables in reach while the host answers a stop; null otherwise.
    static SCOPE: Cell<*const Scope<'static>> = const { Cell::new(std::ptr::null()) };
    static FUNCTIONS: RefCell<Vec<FunctionSpan>> = const { RefCell::new(Vec::new()) };
}

/// Remembers where the functions of a script or module are.
pub fn note_functions(ast: &AST) {
    let reach = reach_of_statements(ast);
    FUNCTIONS.with_borrow_mut(|functions| {
        functions.extend(ast.iter_fn_def().map(|function| {
            let start = place(function.body.start_position());
            let end = match place(function.body.end_position()) {
                // A closure without braces: it ends with its expression.
                (0, _) => reach.get(&start).copied().unwrap_or(start),
                end => end,
            };
            FunctionSpan { source: ast.source().map(str::to_owned), name: function.name.to_string(), start, end }
        }));
    });
}

/// The last place in each outermost statement of the script and of its functions, by the first.
fn reach_of_statements(ast: &AST) -> HashMap<Place, Place> {
    let mut reach = HashMap::new();
    ast.walk(&mut |path: &[ASTNode]| {
        if let (Some(outermost), Some(node)) = (path.first(), path.last()) {
            let last = reach.entry(place(outermost.position())).or_default();
            *last = place(node.position()).max(*last);
        }
        true
    });
    reach
}

/// The active script functions, innermost first. Rhai keeps them only for a debugger; without one
/// the innermost is found by where the call stands, and the ones around it are not known.
pub fn write_stack(writer: &mut Writer, context: &NativeCallContext) {
    if let Some(debugger) = context.debugger() {
        // The native call itself is the innermost frame.
        let frames = debugger.call_stack();
        let script = &frames[..frames.len().saturating_sub(1)];
        writer.u32(script.len() as u32);
        script.iter().rev().for_each(|frame| writer.text(&frame.fn_name));
        return;
    }
    if context.call_level() == 0 {
        return writer.u32(0);
    }
    FUNCTIONS.with_borrow(|functions| {
        let position = place(context.call_position());
        let enclosing = functions
            .iter()
            .filter(|function| function.source.as_deref() == context.call_source())
            .filter(|function| function.start <= position && position <= function.end)
            .max_by_key(|function| function.start);
        writer.u32(u32::from(enclosing.is_some()));
        if let Some(function) = enclosing {
            writer.text(&function.name);
        }
    });
}

fn place(position: Position) -> Place {
    (position.line().unwrap_or(0), position.position().unwrap_or(0))
}

/// Makes the engine ask the host before every step.
#[allow(deprecated)] // Rhai marks what it may still change that way.
pub fn attach(engine: &mut Engine) {
    engine.register_debugger(
        |_, debugger| debugger,
        |context, event, _, source, position| {
            let kind = match event {
                DebuggerEvent::Start => 0,
                DebuggerEvent::BreakPoint(_) => 2,
                DebuggerEvent::FunctionExitWithValue(_) | DebuggerEvent::FunctionExitWithError(_) => 3,
                DebuggerEvent::End => 4,
                _ => 1,
            };
            let mut writer = Writer::default();
            writer.optional_text(source);
            let frames = context.debugger().map_or(&[][..], rhai::debugger::Debugger::call_stack);
            writer.u32(frames.len() as u32);
            frames.iter().rev().for_each(|frame| writer.text(&frame.fn_name));
            let lent = wire::lent_count();
            SCOPE.set(std::ptr::from_ref(context.scope()).cast());
            let command = host::debug_event(kind, &writer.bytes, position);
            SCOPE.set(std::ptr::null());
            wire::release_lent(lent);
            Ok(match command {
                0 => DebuggerCommand::Continue,
                1 => DebuggerCommand::StepInto,
                2 => DebuggerCommand::StepOver,
                3 => DebuggerCommand::Next,
                _ => DebuggerCommand::FunctionExit,
            })
        },
    );
}

/// Names and values of the variables in reach, newest first, while the host answers a stop.
pub fn write_variables(writer: &mut Writer) {
    let scope = SCOPE.get();
    if scope.is_null() {
        return writer.u32(0);
    }
    // SAFETY: the pointer is set only while the scope is borrowed by the callback in `attach`.
    let scope = unsafe { &*scope };
    writer.u32(scope.len() as u32);
    for (name, _, value) in scope.iter_raw() {
        writer.text(name);
        writer.value(value);
    }
}
