//! The explorer's interpretation, on shuttle's engine: each operation is exactly one transition.
//!
//! A thread announces its operation, is blocked by the engine unless it is enabled, switches, and when
//! the oracle has chosen it does the operation and brings the others' enabledness up to date. Starting a
//! thread runs it up to its first operation at once; its end and a `join` of a finished thread take no
//! step of their own. They commute with all that the other threads can do, so no schedule is lost.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::rc::Rc;

use shuttle_engine::Config;
use shuttle_engine::runtime::execution::{Execution, ExecutionState};
use shuttle_engine::runtime::runner::Runner;
use shuttle_engine::runtime::task::{Task, TaskId};
use shuttle_engine::runtime::thread::continuation::{CONTINUATION_POOL, ContinuationPool};
use shuttle_engine::runtime::thread::switch;
use shuttle_engine::scheduler::{Schedule, Scheduler};
use shuttle_engine::{FailurePersistence, MaxSteps};

use super::repeat::{self, set_inside};
use super::world::{self, Ended, Settings, ThreadSlot, World};
use super::{Mode, Object, Op, enter};
use crate::spec::{Effect, State, Tid};

thread_local! {
    static WAYS: Cell<usize> = const { Cell::new(1) };
}

/// Among how many an oracle that is asked for a number chooses.
pub(crate) fn ways() -> usize {
    WAYS.get()
}

/// The stack of a model thread, in bytes.
pub(super) const STACK: usize = 256 * 1024;

/// Does one operation as one transition.
pub(crate) fn perform(op: Op<'_>) -> Effect {
    let _checker = set_inside(false);
    enum Next {
        Go,
        Wait,
        Over,
    }
    let next = world::with(|world| {
        if world.ended.is_some() {
            return Next::Over;
        }
        let enabled = world.announce(&op);
        if enabled && op.action.is_eager() {
            return Next::Over;
        }
        if (!enabled || world.settings.spurious) && !world.anybody() {
            world.end(Ended::Deadlock);
            return Next::Go;
        }
        if enabled { Next::Go } else { Next::Wait }
    });
    match next {
        Next::Over => {}
        Next::Go => switch(),
        Next::Wait => {
            ExecutionState::with(|state| state.current_mut().block(false));
            switch();
        }
    }
    apply(&op)
}

fn apply(op: &Op<'_>) -> Effect {
    world::with(|world| {
        if world.threads[world.current].pending.is_none() {
            // The execution is over and its destructors run: the table no longer matters.
            world.announce(op);
        }
        let effect = world.apply(&mut |waiters| {
            WAYS.set(waiters);
            ExecutionState::next_u64() as usize % waiters
        });
        world.refresh(|thread, enabled| {
            ExecutionState::with(|state| {
                let task = state.get_mut(TaskId::from(thread));
                if enabled { task.unblock() } else { task.block(false) }
            });
        });
        effect
    })
}

/// Starts a model thread and runs it up to its first operation. `object` is its thread object.
pub(crate) fn spawn(
    body: Box<dyn FnOnce()>,
    label: Option<String>,
    object: &Object,
    at: &'static Location<'static>,
) -> Tid {
    let _checker = set_inside(false);
    let parent = world::with(|world| {
        let number = world.number(object, at);
        let slot = ThreadSlot { enabled: true, label, object: Some(number), ..ThreadSlot::default() };
        world.threads.push(slot);
        // The engine switches once before it makes the thread: stay here.
        world.forced = Some(world.current);
        world.current
    });
    let child =
        usize::from(ExecutionState::spawn_thread(Box::new(move || thread(body)), STACK, None, None, at));
    world::with(|world| world.forced = Some(child));
    switch();
    world::with(|world| world.current = parent);
    child
}

/// The body of every thread but the first.
fn thread(body: Box<dyn FnOnce()>) {
    let program = set_inside(true);
    body();
    drop(program);
    world::with(|world| {
        let current = world.current;
        world.threads[current].unwinding = false;
    });
    exit();
}

/// A thread ends: whoever joins it can go on, and what it still holds is held for ever.
fn exit() {
    let over = world::with(|world| {
        let me = world.current;
        let leaked = world.slots.iter().position(|slot| slot.held.iter().any(|&(holder, ..)| holder == me));
        if let Some(object) = leaked {
            world.end(Ended::LeakedLock { thread: me, object });
        }
        world.threads[me].finished = true;
        if let Some(object) = world.threads[me].object {
            if let State::Thread { finished, .. } = &mut world.slots[object].state {
                *finished = true;
            }
        }
        world.refresh(|thread, enabled| {
            ExecutionState::with(|state| {
                let task = state.get_mut(TaskId::from(thread));
                if enabled { task.unblock() } else { task.block(false) }
            });
        });
        let unfinished = world.threads.iter().any(|thread| !thread.finished);
        if unfinished && !world.anybody() {
            world.end(Ended::Deadlock);
        }
        // The engine switches once more at the end of the first thread.
        world.forced = (me == 0).then_some(me);
        world.ended.is_some()
    });
    if over {
        // Gives the execution up: the scheduler answers "stop", and this thread is not resumed.
        switch();
    }
}

/// Follows an oracle through the executions of a check.
pub(crate) trait Oracle: 'static {
    /// Begins an execution, or says that there are no more.
    fn begin(&mut self) -> bool;
    /// Chooses among `enabled`, of which there are at least one; `None` gives the execution up.
    fn choose(&mut self, world: &World, enabled: &[&Task]) -> Option<Tid>;
    /// A number for a choice that is not a thread.
    fn number(&mut self) -> u64;
    /// Hears how the execution went; says whether to go on.
    fn end(&mut self, world: &mut World) -> bool;
}

/// Runs `body` as often as the oracle wants. Must run on an OS thread of its own.
pub(crate) fn run(
    oracle: impl Oracle + Send,
    settings: Settings,
    recording: bool,
    body: std::sync::Arc<dyn Fn() + Send + Sync>,
) {
    if settings.repeatable {
        repeat::run(oracle, &settings, recording, &body);
    } else {
        run_here(oracle, settings, recording, body);
    }
}

/// Runs all executions on this OS thread.
fn run_here(
    oracle: impl Oracle,
    settings: Settings,
    recording: bool,
    body: std::sync::Arc<dyn Fn() + Send + Sync>,
) {
    let _mode = prepare(settings, recording);
    Runner::new(Adapter::new(oracle), config()).run(move || program(&*body));
}

/// Runs one execution, on stacks of `pool`; the number of its threads.
pub(super) fn run_once(
    oracle: impl Oracle,
    settings: Settings,
    recording: bool,
    body: std::sync::Arc<dyn Fn() + Send + Sync>,
    pool: &ContinuationPool,
) -> usize {
    let _mode = prepare(settings, recording);
    let mut adapter = Adapter::new(oracle);
    let Some(schedule) = adapter.new_execution() else { return 0 };
    let adapter = Rc::new(RefCell::new(adapter));
    let execution = Execution::new(adapter.clone(), schedule);
    CONTINUATION_POOL.set(pool, || execution.run(&config(), move || program(&*body), Location::caller()));
    let threads = world::with(|world| world.threads.len());
    // The oracle hears of the end as the next execution would begin.
    adapter.borrow_mut().new_execution();
    threads
}

fn prepare(settings: Settings, recording: bool) -> impl Drop {
    super::panics::install();
    settings.progress.enter();
    world::with(|world| {
        world.settings = settings;
        world.recording = recording;
        // Nothing to hear of before the first execution.
        world.run = 0;
    });
    enter(Mode::Explorer)
}

/// The first thread of an execution.
fn program(body: &(dyn Fn() + Send + Sync)) {
    let program = set_inside(true);
    let outcome = catch_unwind(AssertUnwindSafe(body));
    drop(program);
    if outcome.is_err() {
        world::with(|world| {
            let message = "the body of the check panicked".to_owned();
            world.end(Ended::Panic { thread: 0, message, file: String::new(), line: 0, column: 0 });
        });
    }
    exit();
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

/// An oracle as the engine wants it: takes the steps that need no choice, and bounds the others.
struct Adapter<O> {
    /// Not dropped: shuttle's schedulers print when they are dropped early.
    oracle: std::mem::ManuallyDrop<O>,
    begun: bool,
    /// The state of the generator that looks for an end once the step bound is passed.
    drift: u64,
}

/// How many times the step bound an execution may take to end once it only tries to.
const PATIENCE: usize = 5;

impl<O: Oracle> Scheduler for Adapter<O> {
    fn new_execution(&mut self) -> Option<Schedule> {
        let go_on = !std::mem::replace(&mut self.begun, true) || world::with(|world| self.oracle.end(world));
        if !go_on || !self.oracle.begin() {
            return None;
        }
        self.drift = 0x9E37_79B9_7F4A_7C15;
        world::with(|world| {
            world.begin();
            world.settings.progress.begin();
        });
        Some(Schedule::new(0))
    }

    fn next_task(&mut self, runnable: &[&Task], _: Option<TaskId>, _: bool) -> Option<TaskId> {
        world::with(|world| {
            if world.ended.is_some() {
                return None;
            }
            if let Some(forced) = world.forced.take() {
                world.current = forced;
                return Some(TaskId::from(forced));
            }
            let chosen = match uncontested(world, runnable) {
                Some(thread) => thread,
                None => self.contested(world, runnable)?,
            };
            world.current = chosen;
            Some(TaskId::from(chosen))
        })
    }

    fn next_u64(&mut self) -> u64 {
        self.oracle.number()
    }
}

/// A thread that has not reached its first operation, or whose operation only observes an end.
fn uncontested(world: &World, runnable: &[&Task]) -> Option<Tid> {
    runnable.iter().map(|task| usize::from(task.id())).find(|&thread| {
        world
            .threads
            .get(thread)
            .is_none_or(|thread| thread.pending.is_none_or(|pending| pending.action.is_eager()))
    })
}

impl<O: Oracle> Adapter<O> {
    fn new(oracle: O) -> Self {
        Self { oracle: std::mem::ManuallyDrop::new(oracle), begun: false, drift: 0 }
    }

    fn contested(&mut self, world: &mut World, runnable: &[&Task]) -> Option<Tid> {
        world.enabled = runnable.iter().fold(0, |set, task| set | 1 << (usize::from(task.id()) & 63));
        let steps = world.events.len();
        if steps < world.settings.step_bound {
            let chosen = self.oracle.choose(world, runnable);
            if chosen.is_none() {
                world.end(Ended::Abandoned);
            }
            return chosen;
        }
        if steps >= world.settings.step_bound * PATIENCE {
            world.end(Ended::NeverFinishes);
            return None;
        }
        // SplitMix64: the same continuation in every run.
        self.drift = self.drift.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut number = self.drift;
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number ^= number >> 27;
        Some(usize::from(runnable[number as usize % runnable.len()].id()))
    }
}
