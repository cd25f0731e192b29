//! Panics of model threads: recorded for the report, and invisible to the other threads.

use std::panic::{Location, PanicHookInfo};

use super::leak::leak_in_hook;
use crate::run::payload;
use crate::run::repeat::set_inside;
use crate::run::step::Ended;
use crate::run::world;

/// The runtime's last words before it ends the process: a destructor that ran for a panic, or a function that
/// must not unwind, has panicked.
const ENDS_PROCESS: [&str; 2] =
    ["panic in a destructor during cleanup", "panic in a function that cannot unwind"];

/// Records a panic, in the panic hook.
pub(super) fn panicked(info: &PanicHookInfo<'_>) {
    let _checker = set_inside(false);
    let text = payload::message(info.payload());
    let place = info.location();
    let known = world::try_with(|world| {
        let thread = world.current;
        if ENDS_PROCESS.contains(&text.as_str()) {
            world.end(without_place(
                thread,
                "a destructor panicked while its thread was unwinding from a panic".to_owned(),
            ));
            leak_in_hook(world);
            return;
        }
        world.threads[thread].unwinding = true;
        let panic = Ended::Panic {
            thread,
            message: text.clone(),
            file: place.map_or_else(String::new, |place| place.file().to_owned()),
            line: place.map_or(0, Location::line),
            column: place.map_or(0, Location::column),
        };
        if world.settings.may_panic { world.panics.push(panic) } else { world.end(panic) }
    });
    if known.is_none() {
        eprintln!("interleaving: a fault of the checker itself: {text} ({place:?})");
    }
}

/// The body's thread has panicked with `message`, in itself or in an actor whose panic it passes on.
pub(super) fn failed_body(message: String) {
    world::with(|world| {
        let same = |panic: &&Ended| matches!(panic, Ended::Panic { message: text, .. } if *text == message);
        let recorded = world.panics.iter().rfind(same).cloned();
        world.end(recorded.unwrap_or(without_place(0, message)));
    });
}

/// A panic whose place in the source is unknown.
pub(super) fn without_place(thread: usize, message: String) -> Ended {
    Ended::Panic { thread, message, file: String::new(), line: 0, column: 0 }
}
