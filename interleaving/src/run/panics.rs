//! Panics inside a check: noted for the report, kept from standard error, never seen by another thread.

use std::panic::{self, PanicHookInfo};
use std::sync::Once;

use super::world::{self, Ended};
use super::{Mode, mode};
use crate::report::Broken;
use crate::report::words::headlines::headline;

/// Puts our panic hook over the engine's own, once per process. Outside checks the former hook runs.
pub(crate) fn install() {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        let former = panic::take_hook();
        // The engine installs its hook in its first run; let it, and then put ours over it.
        super::explorer::first_run();
        drop(panic::take_hook());
        panic::set_hook(Box::new(move |info| match mode() {
            Mode::Explorer => noted(info),
            Mode::Loom => super::loom::panicked(info),
            Mode::Native => former(info),
        }));
    });
}

/// The payload of a panic with which a test of the library's says that a promise is broken.
struct BrokenPromise(Broken);

/// Panics because a promise is broken. Outside a check the text is all that anybody reads.
#[track_caller]
pub(crate) fn break_promise(broken: Broken) -> ! {
    match mode() {
        Mode::Native => panic!("{}", headline(&broken)),
        Mode::Explorer | Mode::Loom => panic::panic_any(BrokenPromise(broken)),
    }
}

/// The promise that the panic finds broken, if it is such a panic.
pub(crate) fn promise(payload: &(dyn std::any::Any + Send)) -> Option<Broken> {
    payload.downcast_ref::<BrokenPromise>().map(|promise| promise.0.clone())
}

/// The text of a panic.
pub(crate) fn message(payload: &(dyn std::any::Any + Send)) -> String {
    if let Some(BrokenPromise(broken)) = payload.downcast_ref() {
        return headline(broken).to_string();
    }
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a panic whose payload is not a text").to_owned()
}

/// Ends the life of a payload that nobody wants. It is never dropped: that would run a student's code,
/// which may panic where a panic is a fault of ours.
pub(crate) fn forget(payload: Box<dyn std::any::Any + Send>) {
    std::mem::forget(payload);
}

/// What the runtime says before it ends the process, because a panic left a destructor that ran for
/// another, or a function that must not unwind.
const ENDS_PROCESS: [&str; 2] =
    ["panic in a destructor during cleanup", "panic in a function that cannot unwind"];

fn noted(info: &PanicHookInfo<'_>) {
    let _checker = super::repeat::set_inside(false);
    let text = message(info.payload());
    let place = info.location();
    let known = world::try_with(|world| {
        let thread = world.current;
        if ENDS_PROCESS.contains(&text.as_str()) {
            let message = "a destructor panicked while its thread was unwinding from a panic".to_owned();
            world.end(Ended::Panic {
                thread,
                message,
                promise: None,
                file: String::new(),
                line: 0,
                column: 0,
            });
            super::lane::give_up_in_hook(world);
            return;
        }
        world.threads[thread].unwinding = true;
        let panic = Ended::Panic {
            thread,
            message: text.clone(),
            promise: promise(info.payload()),
            file: place.map_or_else(String::new, |place| place.file().to_owned()),
            line: place.map_or(0, panic::Location::line),
            column: place.map_or(0, panic::Location::column),
        };
        if world.settings.may_panic { world.panics.push(panic) } else { world.end(panic) }
    });
    if known.is_none() {
        eprintln!("interleaving: a fault of the checker itself: {text} ({place:?})");
    }
}
