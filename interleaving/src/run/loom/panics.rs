//! Panics while loom interprets: the student's, or loom's own message about the execution.

use std::panic::PanicHookInfo;

use super::ran::Limit;
use super::table::{self, Life};
use crate::run::step::Ended;
use crate::run::{payload, world};

/// Records a panic, in the panic hook.
pub(super) fn panicked(info: &PanicHookInfo<'_>) {
    let text = payload::message(info.payload());
    let place = info.location();
    if table::life() != Life::Going {
        return;
    }
    table::set_life(Life::Dead);
    if table::inside() {
        let deadlock = text.starts_with("deadlock; threads");
        table::with(|table| table.limit = (!deadlock).then(|| Limit::of(&text)));
        world::try_with(|world| world.end(if deadlock { Ended::Deadlock } else { Ended::Abandoned }));
        return;
    }
    world::try_with(|world| {
        let thread = world.current;
        world.threads[thread].unwinding = true;
        let (said, place) = (payload::said(info.payload()), place.map(Into::into));
        world.end(Ended::Panic { thread, said, place });
    });
}
