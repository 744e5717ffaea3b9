//! The engine's errors, taken apart for the host.

use crate::wire::Writer;
use rhai::{Dynamic, EvalAltResult};

/// Variant, text, position, then the thrown value and the inner error where there are such.
pub fn write(writer: &mut Writer, error: &EvalAltResult) {
    writer.text(variant(error));
    writer.text(&error.to_string());
    writer.position(error.position());
    match error {
        EvalAltResult::ErrorRuntime(value, _) | EvalAltResult::ErrorTerminated(value, _) => {
            write_value(writer, Some(value))
        }
        _ => write_value(writer, None),
    }
    match error {
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _) | EvalAltResult::ErrorInModule(_, inner, _) => {
            writer.u8(1);
            write(writer, inner);
        }
        _ => writer.u8(0),
    }
}

fn write_value(writer: &mut Writer, value: Option<&Dynamic>) {
    writer.u8(u8::from(value.is_some()));
    if let Some(value) = value {
        writer.value(value);
    }
}

fn variant(error: &EvalAltResult) -> &'static str {
    use EvalAltResult as E;
    match error {
        E::ErrorSystem(..) => "ErrorSystem",
        E::ErrorParsing(..) => "ErrorParsing",
        E::ErrorVariableExists(..) => "ErrorVariableExists",
        E::ErrorForbiddenVariable(..) => "ErrorForbiddenVariable",
        E::ErrorVariableNotFound(..) => "ErrorVariableNotFound",
        E::ErrorPropertyNotFound(..) => "ErrorPropertyNotFound",
        E::ErrorIndexNotFound(..) => "ErrorIndexNotFound",
        E::ErrorFunctionNotFound(..) => "ErrorFunctionNotFound",
        E::ErrorModuleNotFound(..) => "ErrorModuleNotFound",
        E::ErrorInFunctionCall(..) => "ErrorInFunctionCall",
        E::ErrorInModule(..) => "ErrorInModule",
        E::ErrorUnboundThis(..) => "ErrorUnboundThis",
        E::ErrorMismatchDataType(..) => "ErrorMismatchDataType",
        E::ErrorMismatchOutputType(..) => "ErrorMismatchOutputType",
        E::ErrorIndexingType(..) => "ErrorIndexingType",
        E::ErrorArrayBounds(..) => "ErrorArrayBounds",
        E::ErrorStringBounds(..) => "ErrorStringBounds",
        E::ErrorBitFieldBounds(..) => "ErrorBitFieldBounds",
        E::ErrorFor(..) => "ErrorFor",
        E::ErrorDataRace(..) => "ErrorDataRace",
        E::ErrorNonPureMethodCallOnConstant(..) => "ErrorNonPureMethodCallOnConstant",
        E::ErrorAssignmentToConstant(..) => "ErrorAssignmentToConstant",
        E::ErrorDotExpr(..) => "ErrorDotExpr",
        E::ErrorArithmetic(..) => "ErrorArithmetic",
        E::ErrorTooManyOperations(..) => "ErrorTooManyOperations",
        E::ErrorTooManyVariables(..) => "ErrorTooManyVariables",
        E::ErrorTooManyModules(..) => "ErrorTooManyModules",
        E::ErrorStackOverflow(..) => "ErrorStackOverflow",
        E::ErrorDataTooLarge(..) => "ErrorDataTooLarge",
        E::ErrorTerminated(..) => "ErrorTerminated",
        E::ErrorCustomSyntax(..) => "ErrorCustomSyntax",
        E::ErrorRuntime(..) => "ErrorRuntime",
        E::LoopBreak(..) => "LoopBreak",
        E::Return(..) => "Return",
        E::Exit(..) => "Exit",
        _ => "Unknown",
    }
}
