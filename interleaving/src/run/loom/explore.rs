//! An exploration: loom's executions of a body, one after another on this OS thread.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use super::panics::panicked;
use super::ran::{Limit, Ran};
use super::stack;
use super::step::Over;
use super::table::{self, Advance};
use super::threads::{MOST_THREADS, run_thread};
use crate::run::body::Body;
use crate::run::mode::{Mode, enter};
use crate::run::settings::Settings;
use crate::run::step::Ended;
use crate::run::{hook, world};

/// The switches and choices in one execution after which loom gives up.
const BRANCHES: usize = 2_000;

/// Explores at most `budget` executions of `body`, on this OS thread. With `record`, stops after that
/// execution, whose values are recorded; the world is left as it ended.
pub(crate) fn run(settings: &Settings, budget: u64, record: Option<u64>, body: &Body) -> Ran {
    hook::install(panicked);
    let _mode = enter(Mode::Loom, false);
    let mut advance = Advance::default();
    loop {
        let ran = explore(settings, budget, record, advance, body);
        match ran.limit {
            // Shared objects are made before the threads begin: try again with more of them.
            Some(Limit::Atomics) if advance.atomics < 1 << 10 => {
                advance.atomics = (advance.atomics * 2).max(1);
            }
            Some(Limit::Cells) if advance.cells < 1 << 10 => advance.cells = (advance.cells * 2).max(1),
            Some(Limit::Order) if !advance.order => advance.order = true,
            _ => return ran,
        }
    }
}

fn explore(settings: &Settings, budget: u64, record: Option<u64>, advance: Advance, body: &Body) -> Ran {
    table::reset();
    settings.progress.enter();
    world::with(|world| world.settings = settings.clone());
    let body = Arc::clone(body);
    let model = catch_unwind(AssertUnwindSafe(|| {
        table::set_inside(true);
        builder(budget).check(move || {
            if !table::begin(advance, record) {
                // The world has the recorded execution: no more are wanted.
                resume_unwind(Box::new(Over));
            }
            let body = Arc::clone(&body);
            stack::enlarged(move || run_thread(0, || body()));
        });
    }));
    table::set_inside(false);
    let ran = table::ran(model.is_ok());
    let ended = world::with(|world| world.ended.clone());
    let failed = ended.filter(|ended| model.is_err() && *ended != Ended::Abandoned);
    let exhausted = model.is_ok() && ran.executions <= budget;
    Ran { exhausted, failed, executions: ran.executions.min(budget), ..ran }
}

fn builder(budget: u64) -> ::loom::model::Builder {
    let mut builder = ::loom::model::Builder::new();
    builder.max_threads = MOST_THREADS;
    builder.max_branches = BRANCHES;
    // One more than wanted: an exploration that gets that far has not explored everything.
    builder.max_permutations = Some(usize::try_from(budget).unwrap_or(usize::MAX - 2) + 2);
    builder.max_duration = None;
    builder.preemption_bound = None;
    builder.checkpoint_file = None;
    builder.checkpoint_interval = 1;
    builder.location = false;
    builder.log = false;
    builder
}
