//! Runs executions on shuttle's engine, one after another on an OS thread.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;

use shuttle_engine::runtime::execution::Execution;
use shuttle_engine::runtime::runner::Runner;
use shuttle_engine::runtime::task::{Task, TaskId};
use shuttle_engine::runtime::thread::continuation::{CONTINUATION_POOL, ContinuationPool};
use shuttle_engine::scheduler::{Schedule, Scheduler};
use shuttle_engine::{Config, FailurePersistence, MaxSteps};

use super::turn::{self, BoxedOracle, Oracle};
use super::{STACK, finish};
use crate::run::repeat::{self, set_inside};
use crate::run::world::{self, Ended, Settings, World};
use crate::run::{Mode, enter, lane, panics};

type Body = Arc<dyn Fn() + Send + Sync>;

/// Runs `body` as often as the oracle wants. Must run on an OS thread of its own.
pub(crate) fn run(oracle: impl Oracle + Send, settings: Settings, recording: bool, body: Body) {
    let oracle = Box::new(oracle);
    if settings.repeatable {
        repeat::run(oracle, &settings, recording, &body);
    } else {
        lane::run(oracle, &settings, recording, &body);
    }
}

/// Runs all executions on this OS thread.
pub(crate) fn run_here(oracle: BoxedOracle, settings: Settings, recording: bool, body: &Body) {
    let _mode = prepare(oracle, settings, recording);
    let pool = ContinuationPool::new();
    while turn::begin() {
        execute(body, &pool);
        if !turn::end() {
            break;
        }
    }
    turn::dismiss();
}

/// How one execution went.
pub(crate) struct Once {
    pub(crate) oracle: BoxedOracle,
    pub(crate) go_on: bool,
    pub(crate) threads: usize,
}

/// Runs one execution, on stacks of `pool`.
pub(crate) fn run_once(
    oracle: BoxedOracle,
    settings: Settings,
    recording: bool,
    body: &Body,
    pool: &ContinuationPool,
) -> Once {
    let _mode = prepare(oracle, settings, recording);
    if !turn::begin() {
        return Once { oracle: turn::dismiss(), go_on: false, threads: 0 };
    }
    execute(body, pool);
    let threads = world::with(|world| world.threads.len());
    let go_on = turn::end();
    Once { oracle: turn::dismiss(), go_on, threads }
}

fn prepare(oracle: BoxedOracle, settings: Settings, recording: bool) -> impl Drop {
    panics::install();
    settings.progress.enter();
    world::with(|world| world.settings = settings);
    turn::install(oracle);
    enter(Mode::Explorer, recording)
}

fn execute(body: &Body, pool: &ContinuationPool) {
    let execution = Execution::new(Rc::new(RefCell::new(Told)), Schedule::new(0));
    let body = Arc::clone(body);
    CONTINUATION_POOL.set(pool, || execution.run(&config(), move || program(&*body), Location::caller()));
}

/// The scheduler that the engine asks, and that only repeats what was decided before.
struct Told;

impl Scheduler for Told {
    fn new_execution(&mut self) -> Option<Schedule> {
        None
    }

    fn next_task(&mut self, _: &[&Task], _: Option<TaskId>, _: bool) -> Option<TaskId> {
        world::with(|world| {
            let told = if world.ended.is_some() { None } else { world.told.pop() };
            let Some(thread) = told else { return stop(world) };
            world.current = thread;
            world.settings.progress.turn(thread);
            Some(TaskId::from(thread))
        })
    }

    fn next_u64(&mut self) -> u64 {
        unreachable!("numbers are drawn from the oracle")
    }
}

/// Stops the execution, which has ended.
fn stop(world: &mut World) -> Option<TaskId> {
    world.stopped = true;
    if std::thread::panicking() {
        // Some thread is in the middle of unwinding, and waits.
        lane::give_up(world);
    }
    None
}

/// The first thread of an execution.
fn program(body: &(dyn Fn() + Send + Sync)) {
    let program = set_inside(true);
    let outcome = catch_unwind(AssertUnwindSafe(body));
    drop(program);
    if let Err(payload) = outcome {
        let text = panics::message(&*payload);
        world::with(|world| {
            // It may be an actor's, which came here with its payload.
            let same = |panic: &&Ended| matches!(panic, Ended::Panic { message, .. } if *message == text);
            let noted = world.panics.iter().rfind(same).cloned();
            let unknown = Ended::Panic {
                thread: 0,
                message: text,
                promise: None,
                file: String::new(),
                line: 0,
                column: 0,
            };
            world.end(noted.unwrap_or(unknown));
        });
        panics::forget(payload);
    }
    finish();
}

fn config() -> Config {
    let mut config = Config::new();
    config.stack_size = STACK;
    config.failure_persistence = FailurePersistence::None;
    config.max_steps = MaxSteps::None;
    config.silence_warnings = true;
    config
}

/// Lets the engine install its panic hook.
pub(crate) fn first_run() {
    struct Once(bool);
    impl Scheduler for Once {
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
    Runner::new(Once(true), config()).run(|| {});
}
