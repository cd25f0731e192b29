//! A larger stack for the body's own thread: loom gives it 32 KiB and has no option for more.
//!
//! The body runs to its end on another stack, which never suspends by itself. loom's switches swap the
//! registers, wherever the stack pointer points.

use std::cell::Cell;

use corosensei::Coroutine;
use corosensei::stack::DefaultStack;

/// The stack of a model thread.
pub(super) const BYTES: usize = 256 * 1024;

thread_local! {
    /// The stack for the next execution. An execution that fails while its body waits loses it.
    static SPARE: Cell<Option<DefaultStack>> = const { Cell::new(None) };
}

/// Runs `body` with [`BYTES`] of stack.
pub(super) fn enlarged(body: impl FnOnce() + 'static) {
    let spare = SPARE.take().map_or_else(|| DefaultStack::new(BYTES), Ok);
    let stack = spare.expect("the system could not make a stack");
    let mut body: Coroutine<(), (), (), _> = Coroutine::with_stack(stack, move |_, ()| body());
    body.resume(());
    SPARE.set(Some(body.into_stack()));
}
