//! Panics of model threads: recorded for the report, and invisible to the other threads.

use std::panic::PanicHookInfo;

use super::leak::leak_in_hook;
use crate::run::payload::{Said, said};
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
    let said = said(info.payload());
    let place = info.location();
    let known = world::try_with(|world| {
        let thread = world.current;
        if matches!(&said, Said::Text(text) if ENDS_PROCESS.contains(&text.as_str())) {
            let text = "a destructor panicked while its thread was unwinding from a panic";
            world.end(Ended::Panic { thread, said: Said::Text(text.to_owned()), place: None });
            leak_in_hook(world);
            return;
        }
        world.threads[thread].unwinding = true;
        let panic = Ended::Panic { thread, said: said.clone(), place: place.map(Into::into) };
        if world.settings.may_panic { world.panics.push(panic) } else { world.end(panic) }
    });
    if known.is_none() {
        eprintln!("interleaving: a fault of the checker itself: {said:?} ({place:?})");
    }
}

/// The body's thread has panicked, in itself or in an actor whose panic it passes on.
pub(super) fn failed_body(said: Said) {
    world::with(|world| {
        let same = |panic: &&Ended| matches!(panic, Ended::Panic { said: other, .. } if *other == said);
        let recorded = world.panics.iter().rfind(same).cloned();
        world.end(recorded.unwrap_or(Ended::Panic { thread: 0, said, place: None }));
    });
}
