//! The panic hook: sends the panics of a check to its interpreter, and keeps them from standard error.

use std::cell::Cell;
use std::panic::{self, PanicHookInfo};
use std::sync::Once;

use shuttle_engine::runtime::runner::Runner;
use shuttle_engine::runtime::task::{Task, TaskId};
use shuttle_engine::scheduler::{Schedule, Scheduler};
use shuttle_engine::{Config, FailurePersistence};

use super::mode::{Mode, mode};

/// An interpreter's handler of panics.
type Handler = fn(&PanicHookInfo<'_>);

thread_local! {
    // Without a destructor, so that the hook may read it wherever a thread can panic.
    static HANDLER: Cell<Option<Handler>> = const { Cell::new(None) };
}

/// Sends the panics of this OS thread to `handler` while a check runs on it. Installs the hook, once per
/// process; outside checks it calls the hook that was there before.
pub(super) fn install(handler: Handler) {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        let former = panic::take_hook();
        // The engine installs its own hook in its first run, over whatever is there: have that run now.
        Runner::new(OneExecution(true), quiet()).run(|| {});
        drop(panic::take_hook());
        panic::set_hook(Box::new(move |info| match HANDLER.get() {
            Some(handler) if mode() != Mode::Native => handler(info),
            _ => former(info),
        }));
    });
    HANDLER.set(Some(handler));
}

fn quiet() -> Config {
    let mut config = Config::new();
    config.failure_persistence = FailurePersistence::None;
    config.silence_warnings = true;
    config
}

/// A scheduler for one execution of a body that does nothing.
struct OneExecution(bool);

impl Scheduler for OneExecution {
    fn new_execution(&mut self) -> Option<Schedule> {
        std::mem::replace(&mut self.0, false).then(|| Schedule::new(0))
    }

    fn next_task(&mut self, tasks: &[&Task], _: Option<TaskId>, _: bool) -> Option<TaskId> {
        tasks.first().map(|task| task.id())
    }

    fn next_u64(&mut self) -> u64 {
        0
    }
}
