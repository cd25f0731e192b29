//! The payloads of panics.

use std::any::Any;

/// The text of a panic.
pub(crate) fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a panic whose payload is not a text").to_owned()
}

/// Leaks a payload. To drop it would run a student's code, which may panic, and here a panic would be a fault
/// of the checker.
pub(crate) fn forget(payload: Box<dyn Any + Send>) {
    std::mem::forget(payload);
}
