//! The explorer's interpretation, on shuttle's engine: each operation is exactly one transition.
//!
//! A thread announces its operation and switches; the table says who can go on, the oracle chooses among
//! them, and the chosen thread does its operation. To the engine every thread is always runnable. Starting a
//! thread runs it up to its first operation at once; its end and a `join` of a finished thread take no
//! step of their own. They commute with all that the other threads can do, so no schedule is lost.
//!
//! Unwinding from a panic is one transition, up to the first operation that has to wait. Once an
//! execution has ended no thread goes on, but one that unwinds does so to its end: the engine cannot
//! leave a stack in the middle of a panic. Where even that is impossible (a destructor waits, or panics
//! itself), the OS thread is given up with all that is on it; see [`super::lane`].

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
use smallvec::SmallVec;

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

/// The threads of one execution: the oracles have a byte for each.
const MOST_THREADS: usize = 250;

/// The stack of a model thread, in bytes.
pub(super) const STACK: usize = 256 * 1024;

/// Does one operation as one transition.
pub(crate) fn perform(op: Op<'_>) -> Effect {
    let _checker = set_inside(false);
    match world::with(|world| coming(world, &op)) {
        Coming::Now => {}
        Coming::Chosen => switch(),
        Coming::Never => leave(),
        Coming::Over => return Effect { ok: true, ..Effect::default() },
    }
    let (effect, over) = world::with(|world| {
        let effect = world.apply(&mut |waiters| {
            WAYS.set(waiters);
            ExecutionState::next_u64() as usize % waiters
        });
        (effect, world.ended.is_some() && !world.unwinding())
    });
    if over {
        // The step itself ended the execution: what would follow it does not happen.
        leave();
    }
    effect
}

/// How a thread comes to its next operation.
enum Coming {
    /// Without a choice.
    Now,
    /// When it is enabled and the oracle chooses it.
    Chosen,
    /// Never.
    Never,
    /// The execution is over, what is left of it is dropped, and operations mean nothing any more.
    Over,
}

fn coming(world: &mut World, op: &Op<'_>) -> Coming {
    if world.stopped {
        return Coming::Over;
    }
    let unwinding = world.unwinding();
    if !unwinding {
        // A panic that the program caught by itself.
        world.caught();
        if world.ended.is_some() {
            return Coming::Never;
        }
    }
    let enabled = world.announce(op);
    if enabled && (unwinding || op.action.is_eager()) {
        // No choice was made: the schedule does not have this step.
        world.enabled = 0;
        return Coming::Now;
    }
    if world.ended.is_some() { Coming::Never } else { Coming::Chosen }
}

/// Never goes on: the scheduler answers "stop", and the engine drops the stack.
fn leave() -> ! {
    loop {
        switch();
    }
}

/// Takes in the access to a plain cell that was the last step, and ends the execution if it races.
pub(crate) fn access() -> Option<usize> {
    let raced = world::with(|world| {
        if world.stopped || world.ended.is_some() {
            return None;
        }
        let event = world.events.len() - 1;
        let racing = world.race();
        if let Some(first) = racing {
            world.end(Ended::DataRace { first, second: event });
        }
        Some((event, racing.is_some() && !world.unwinding()))
    });
    let (event, leaves) = raced?;
    if leaves {
        leave();
    }
    Some(event)
}

/// Ends the execution because the running thread did what it must not.
pub(crate) fn blame(ended: Ended) {
    let _checker = set_inside(false);
    let leaves = world::with(|world| {
        world.end(ended);
        !world.unwinding()
    });
    if leaves {
        leave();
    }
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
        if world.threads.len() >= MOST_THREADS {
            world.end(Ended::Misuse(format!("more than {MOST_THREADS} threads were started")));
        }
        let slot = ThreadSlot { label, object: Some(number), ..ThreadSlot::default() };
        world.threads.push(slot);
        world.started();
        // The engine switches once before it makes the thread: stay here.
        world.forced = Some(world.current);
        world.ended.is_none().then_some(world.current)
    });
    // A thread that starts another while it unwinds from the panic that ended the execution waits for it
    // in vain.
    let Some(parent) = parent else { leave() };
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
    finish();
}

/// The end of every thread: its own values are dropped, then it is over.
fn finish() {
    world::with(World::caught);
    let program = set_inside(true);
    let outcome = catch_unwind(crate::thread::local::drop_all);
    drop(program);
    if outcome.is_err() {
        // std would end the process.
        world::with(|world| {
            world.caught();
            let (thread, message) =
                (world.current, "a thread-local value panicked when it was dropped".to_owned());
            world.end(Ended::Panic { thread, message, file: String::new(), line: 0, column: 0 });
        });
    }
    exit();
}

/// A thread ends: whoever joins it can go on, and what it still holds is held for ever.
fn exit() {
    let over = world::with(|world| {
        let me = world.current;
        let leaked = world.slots.iter().position(|slot| slot.held.iter().any(|&(holder, ..)| holder == me));
        if let Some(object) = leaked.filter(|_| world.settings.any_end.is_none()) {
            world.end(Ended::LeakedLock { thread: me, object });
        }
        world.threads[me].finished = true;
        if let Some(object) = world.threads[me].object
            && let State::Thread { finished, .. } = &mut world.slots[object].state
        {
            *finished = true;
        }
        // The engine switches once more at the end of the first thread.
        world.forced = (me == 0).then_some(me);
        world.ended.is_some()
    });
    if over {
        leave();
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
        super::lane::run(oracle, &settings, recording, &body);
    }
}

/// Runs all executions on this OS thread.
pub(super) fn run_here(
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
        // Nothing to hear of before the first execution.
        world.run = 0;
    });
    enter(Mode::Explorer, recording)
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

    fn next_task(&mut self, tasks: &[&Task], _: Option<TaskId>, _: bool) -> Option<TaskId> {
        world::with(|world| {
            if world.ended.is_some() {
                return stop(world);
            }
            let chosen = match world.forced.take().map_or_else(|| standing(world, tasks), Next::Only) {
                Next::Only(thread) => Some(thread),
                Next::AnyOf(enabled) => self.contested(world, &enabled),
                Next::Nobody => {
                    world.stuck();
                    None
                }
            };
            let Some(chosen) = chosen else { return stop(world) };
            world.current = chosen;
            Some(TaskId::from(chosen))
        })
    }

    fn next_u64(&mut self) -> u64 {
        self.oracle.number()
    }
}

/// Stops the execution, which has ended.
fn stop(world: &mut World) -> Option<TaskId> {
    world.stopped = true;
    if std::thread::panicking() {
        // Some thread is in the middle of unwinding, and waits.
        super::lane::give_up(world);
    }
    None
}

/// Who can go on. The engine takes no part in this: to it all threads are always runnable.
enum Next<'a> {
    /// A thread that has not reached its first operation, or that only observes an end: no choice.
    Only(Tid),
    AnyOf(SmallVec<[&'a Task; 8]>),
    Nobody,
}

fn standing<'a>(world: &World, tasks: &[&'a Task]) -> Next<'a> {
    let mut enabled = SmallVec::new();
    // Nobody may rely on a spurious wakeup: alone, they do not keep a program alive.
    let mut alive = false;
    for &task in tasks {
        let thread = usize::from(task.id());
        let Some(pending) = world.threads.get(thread).and_then(|slot| slot.pending) else {
            return Next::Only(thread);
        };
        if !world.is_enabled(thread, &pending) {
            continue;
        }
        if pending.action.is_eager() {
            return Next::Only(thread);
        }
        alive |= !world.is_spurious(thread, &pending);
        enabled.push(task);
    }
    if alive { Next::AnyOf(enabled) } else { Next::Nobody }
}

impl<O: Oracle> Adapter<O> {
    fn new(oracle: O) -> Self {
        Self { oracle: std::mem::ManuallyDrop::new(oracle), begun: false, drift: 0 }
    }

    fn contested(&mut self, world: &mut World, runnable: &[&Task]) -> Option<Tid> {
        world.enabled = runnable.iter().fold(0, |set, task| set | world::bit(usize::from(task.id())));
        let steps = world.events.len();
        if steps < world.settings.step_bound {
            let chosen = self.oracle.choose(world, runnable);
            if chosen.is_none() {
                world.end(Ended::Abandoned);
            }
            return chosen;
        }
        if world.settings.must_yield
            && let Some(thread) = world.spins(world.settings.step_bound / 2)
        {
            world.end(Ended::NeverYields { thread });
            return None;
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
