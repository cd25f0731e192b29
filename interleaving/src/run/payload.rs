//! The payloads of panics: texts, and the broken promises that the library's own assertions report.

use std::any::Any;

use super::mode::{Mode, mode};
use crate::report::{Broken, headline_of};

/// The payload of a panic with which one of the library's assertions reports a broken promise.
struct BrokenPromise(Broken);

/// The content of a panic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Text(String),
    Promise(Box<Broken>),
}

/// Panics because a promise is broken. Outside a check the text is all that anybody reads.
///
/// # Panics
/// Always.
#[track_caller]
pub(crate) fn break_promise(broken: Broken) -> ! {
    match mode() {
        Mode::Native => panic!("{}", headline_of(&broken)),
        Mode::Explorer | Mode::Loom => std::panic::panic_any(BrokenPromise(broken)),
    }
}

/// The content of the panic with this payload.
pub(crate) fn said(payload: &(dyn Any + Send)) -> Said {
    match payload.downcast_ref() {
        Some(BrokenPromise(broken)) => Said::Promise(Box::new(broken.clone())),
        None => Said::Text(message(payload)),
    }
}

/// The longest text of a panic that is looked at, in bytes. What follows is cut off: texts are compared with each
/// other, wrapped and sent, and nobody reads more.
const LONGEST: usize = 8_000;

/// The text of a panic.
pub(crate) fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let text = text.unwrap_or("a panic whose payload is not a text");
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let kept = &text[..text.floor_char_boundary(LONGEST)];
    format!("{kept}… ({} bytes in all)", text.len())
}

/// Leaks a payload. To drop it would run a student's code, which may panic, and here a panic would be a fault
/// of the checker.
pub(crate) fn forget(payload: Box<dyn Any + Send>) {
    std::mem::forget(payload);
}
