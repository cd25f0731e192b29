//! loom: all executions under the C11 memory model, for programs small enough.
//!
//! Depth first with dynamic partial-order reduction (Norris and Demsky, "CDSChecker", OOPSLA 2013).
//! Executions are numbered from 1 in the order of the search, which is deterministic, so a number identifies
//! an execution.

use crate::run::body::Body;
use crate::run::loom::{Ran, run};
use crate::run::recording::Recording;
use crate::run::settings::Settings;
use crate::run::world;

/// Explores at most `budget` executions of `body`, on this OS thread, up to the first that fails.
pub(crate) fn explore(settings: &Settings, budget: u64, body: &Body) -> Ran {
    run(settings, budget, None, body)
}

/// Repeats the search up to this execution, and records it.
pub(crate) fn record(settings: &Settings, execution: u64, body: &Body) -> (Ran, Recording) {
    let ran = run(settings, execution, Some(execution), body);
    let recording = world::with(|world| Recording {
        ended: ran.failed.clone(),
        preemptions: 0,
        ..Recording::take(world)
    });
    (ran, recording)
}
