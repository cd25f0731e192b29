//! Executions on shuttle's engine, one after another on an OS thread.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;
use std::sync::Arc;

use shuttle_engine::runtime::execution::Execution;
use shuttle_engine::runtime::task::{Task, TaskId};
use shuttle_engine::runtime::thread::continuation::{CONTINUATION_POOL, ContinuationPool};
use shuttle_engine::scheduler::{Schedule, Scheduler};
use shuttle_engine::{Config, FailurePersistence, MaxSteps};

use super::leak::leak;
use super::oracle::BoxedOracle;
use super::panics::panicked;
use super::threads::{STACK, first_thread};
use super::turn;
use crate::run::body::Body;
use crate::run::hook;
use crate::run::mode::{Mode, enter};
use crate::run::settings::Settings;
use crate::run::world::{self, World};

/// Runs all executions on this OS thread.
pub(super) fn run_all(oracle: BoxedOracle, settings: Settings, recording: bool, body: &Body) {
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

/// The result of one execution.
pub(super) struct Once {
    pub(super) oracle: BoxedOracle,
    pub(super) go_on: bool,
    pub(super) threads: usize,
}

/// Runs one execution, on stacks of `pool`.
pub(super) fn run_once(
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
    hook::install(panicked);
    settings.progress.enter();
    world::with(|world| world.settings = settings);
    turn::install(oracle);
    enter(Mode::Explorer, recording)
}

fn execute(body: &Body, pool: &ContinuationPool) {
    let execution = Execution::new(Rc::new(RefCell::new(Decided)), Schedule::new(0));
    let body = Arc::clone(body);
    CONTINUATION_POOL.set(pool, || {
        execution.run(&config(), move || first_thread(&*body), Location::caller());
    });
}

/// The engine's scheduler: repeats the explorer's decisions.
struct Decided;

impl Scheduler for Decided {
    fn new_execution(&mut self) -> Option<Schedule> {
        None
    }

    fn next_task(&mut self, _: &[&Task], _: Option<TaskId>, _: bool) -> Option<TaskId> {
        world::with(|world| {
            let next = match world.ended {
                Some(_) => world.unended(),
                None => world.switches.pop(),
            };
            let Some(thread) = next else { return stop(world) };
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
        // A thread waits in the middle of unwinding.
        leak(world);
    }
    None
}

fn config() -> Config {
    let mut config = Config::new();
    config.stack_size = STACK;
    config.failure_persistence = FailurePersistence::None;
    config.max_steps = MaxSteps::None;
    config.silence_warnings = true;
    config
}
