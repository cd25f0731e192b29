//! The number by which the library knows a real thread.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::spec::Tid;

/// This real thread's number.
pub(crate) fn me() -> Tid {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    thread_local! {
        static ME: Cell<Tid> = const { Cell::new(0) };
    }
    if ME.get() == 0 {
        ME.set(NEXT.fetch_add(1, Relaxed));
    }
    ME.get()
}
