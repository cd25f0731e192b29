//! Leaking an OS thread that cannot be used any more.
//!
//! All model threads of an execution share one OS thread. If one of them can neither go on nor be unwound (it
//! waits in a destructor while it panics, or a destructor panics, too), anything else on that OS thread would
//! end the process. So the OS thread reports how the execution ended, and sleeps for ever; the oracle goes on
//! with the next execution on another.

#[cfg(unix)]
use std::cell::Cell;
use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::run::world::World;

/// Reports how the execution of a leaked OS thread ended.
type Report = Box<dyn FnMut(&mut World)>;

/// The OS threads leaked so far.
static LEAKED: AtomicUsize = AtomicUsize::new(0);

/// Returns how many OS threads this process has leaked.
pub(crate) fn leaked() -> usize {
    LEAKED.load(Ordering::Relaxed)
}

thread_local! {
    /// The runtime is about to end the process on behalf of this OS thread.
    #[cfg(unix)]
    static ABORTS: Cell<bool> = const { Cell::new(false) };
    static REPORT: RefCell<Option<Report>> = const { RefCell::new(None) };
}

/// Calls `report` with the execution if this OS thread is leaked.
pub(super) fn on_leak(report: impl FnMut(&mut World) + 'static) {
    REPORT.set(Some(Box::new(report)));
}

/// Reports how the execution ended, and sleeps for ever.
pub(super) fn leak(world: &mut World) -> ! {
    report(world);
    loop {
        thread::park();
    }
}

/// As [`leak`], in the panic hook: the runtime is about to end the process, and holds a lock while the hook
/// runs. So the hook returns, and the thread sleeps in the handler of the signal that would end the process.
#[cfg(unix)]
pub(super) fn leak_in_hook(world: &mut World) {
    extern "C" fn aborted(signal: libc::c_int) {
        if ABORTS.get() {
            loop {
                // SAFETY: may be called in a signal handler.
                unsafe { libc::pause() };
            }
        }
        // Another thread aborts: let it.
        // SAFETY: may be called in a signal handler.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
    report(world);
    ABORTS.set(true);
    let handler: extern "C" fn(libc::c_int) = aborted;
    // SAFETY: the handler only reads a thread-local without a destructor and calls what a handler may.
    unsafe { libc::signal(libc::SIGABRT, handler as libc::sighandler_t) };
}

/// Later changes to the panic hook block for ever on other systems.
#[cfg(not(unix))]
pub(super) fn leak_in_hook(world: &mut World) {
    leak(world);
}

fn report(world: &mut World) {
    LEAKED.fetch_add(1, Ordering::Relaxed);
    let report = REPORT.with(|report| report.try_borrow_mut().ok().and_then(|mut it| it.take()));
    if let Some(mut report) = report {
        report(world);
        std::mem::forget(report);
    }
}
