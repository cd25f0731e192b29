//! A larger stack for the body's own thread: loom gives it 32 KiB and has no way to ask for more.
//!
//! The body runs to its end on another stack, without a switch of that stack's own. loom's switches swap
//! the registers and do not mind where the stack pointer points.

use std::cell::Cell;

use corosensei::Coroutine;
use corosensei::stack::DefaultStack;

/// The stack of a model thread.
pub(super) const BYTES: usize = 256 * 1024;

thread_local! {
    /// Used again by the next execution. Lost with an execution that fails while its body waits.
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
