//! Which interpreter runs the operations of an OS thread, and whether it records values.

use std::cell::Cell;

/// An interpreter of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Real threads: no check runs on this OS thread.
    Native,
    /// The explorer, on shuttle's engine.
    Explorer,
    /// loom, for memory orderings.
    Loom,
}

thread_local! {
    static MODE: Cell<Mode> = const { Cell::new(Mode::Native) };
    static RECORDING: Cell<bool> = const { Cell::new(false) };
}

/// The interpreter of this OS thread.
#[inline]
pub(crate) fn mode() -> Mode {
    MODE.get()
}

/// Returns whether values are recorded for a report: only in the last replay of a failure.
#[inline]
pub(super) fn is_recording() -> bool {
    RECORDING.get()
}

/// Starts or stops recording values on this OS thread.
pub(super) fn set_recording(recording: bool) {
    RECORDING.set(recording);
}

/// Sets the interpreter of this OS thread, and whether values are recorded, until the guard is dropped.
pub(super) fn enter(mode: Mode, recording: bool) -> impl Drop {
    struct Leave(Mode, bool);
    impl Drop for Leave {
        fn drop(&mut self) {
            MODE.set(self.0);
            RECORDING.set(self.1);
        }
    }
    Leave(MODE.replace(mode), RECORDING.replace(recording))
}
