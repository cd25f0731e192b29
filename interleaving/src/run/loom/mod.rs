//! loom's interpretation: the same specification under the C11 memory model.
//!
//! A mutex is loom's mutex, an atomic loom's atomic, a plain cell loom's access check. Everything else is
//! a loop around a loom mutex (its *turn*) over the specification: look, and if the operation is not
//! enabled, park until somebody has changed the object. The table of the explorer's [`World`] is kept
//! here too, so that a deadlock is seen, and told, before loom would abort over it.
//!
//! An execution ends in one of three ways: by itself; *torn down*, when only threads that spin are left
//! (loom is alive, every thread unwinds and ends, and the exploration goes on); or *dead*, when it has
//! failed (one thread unwinds, and nothing touches loom any more, whatever the destructors do).

mod atomic;
mod spin;
mod stack;
mod table;

pub(crate) use atomic::{Change, change, compare_exchange, load, store, update};
pub(crate) use table::{Limit, Ran};

use std::panic::{AssertUnwindSafe, Location, PanicHookInfo, catch_unwind, resume_unwind};
use std::sync::Arc;

use super::world::{self, Ended, Pending, Settings, ThreadSlot, World};
use super::{Mode, Object, Op, RECORDING, enter};
use crate::spec::{Action, Effect, Seed, State, Tid, Waiting};
use table::{Advance, Life};

/// The threads that loom can model, the body's own included.
const THREADS: usize = ::loom::MAX_THREADS;

/// Switches and choices in one execution, after which loom gives up.
const BRANCHES: usize = 2_000;

/// The stack of a model thread, in words.
const STACK: usize = stack::BYTES / size_of::<usize>();

/// What unwinds a thread whose execution is over.
struct Over;

/// Does one operation, waiting until it is enabled.
pub(crate) fn perform(op: Op<'_>) -> Effect {
    if table::life() != Life::Going {
        return after_the_end(op.action);
    }
    match (op.action, op.object.seed()) {
        (Action::Lock | Action::TryLock | Action::Unlock, Seed::Mutex) => mutex(&op),
        (Action::Wake(waiting), _) => wake(&op, waiting),
        (Action::Fence(order), _) => {
            let me = announce(&op).0;
            if order == std::sync::atomic::Ordering::SeqCst && table::with(table::Table::order).is_none() {
                die();
            }
            guarded(me, || atomic::fenced(order));
            apply(me)
        }
        (Action::CellRead | Action::CellWrite, Seed::Cell) => cell(&op),
        (Action::Yield | Action::Sleep, _) => pause(&op),
        (Action::Join, _) => join(&op),
        _ => in_turn(&op),
    }
}

/// An operation of a destructor in an execution that is over, or of a thread that is to end with it.
fn after_the_end(action: Action) -> Effect {
    if !std::thread::panicking() {
        resume_unwind(Box::new(Over));
    }
    // What is least likely to make a destructor panic, for which the process would abort.
    let ok = !matches!(
        action,
        Action::TryLock
            | Action::TryRead
            | Action::TryWrite
            | Action::TryAcquire
            | Action::OnceBegin
            | Action::OnceForce
            | Action::Recv
            | Action::TryRecv
            | Action::RecvTimeout
    );
    Effect { ok, ..Effect::default() }
}

/// Ends the execution because the running thread did what it must not.
pub(crate) fn blame(ended: Ended) {
    world::with(|world| world.end(ended));
    if !std::thread::panicking() {
        die();
    }
}

/// Ends the exploration: loom cannot check such a program.
pub(crate) fn give_up(limit: Limit) {
    if table::life() == Life::Going {
        table::with(|table| table.limit = Some(limit));
        if !std::thread::panicking() {
            die();
        }
    }
}

/// Puts the operation into the table: the thread, the object's number, and whether it is enabled.
fn announce(op: &Op<'_>) -> (Tid, usize, bool) {
    let (me, number, enabled, misused) = world::with(|world| {
        world.announce(op);
        let me = world.current;
        let enabled = world.can_go_on(me);
        let number = world.threads[me].pending.map_or(0, |pending| pending.object);
        (me, number, enabled, world.ended.is_some())
    });
    if misused {
        die();
    }
    (me, number, enabled)
}

/// Calls loom on behalf of `me`. Others may run meanwhile; afterwards `me` is the running thread again.
fn guarded<R>(me: Tid, call: impl FnOnce() -> R) -> R {
    table::set_inside(true);
    let result = call();
    table::set_inside(false);
    world::with(|world| world.current = me);
    if table::life() != Life::Going {
        drop(result);
        resume_unwind(Box::new(Over));
    }
    result
}

/// Does the announced operation in the table.
fn apply(me: Tid) -> Effect {
    let (pending, effect) = world::with(|world| {
        if RECORDING.get() {
            world.enabled = able(world);
        }
        let pending = world.threads[me].pending;
        // loom cannot choose a waiter: the first in the queue is woken.
        (pending, world.apply(&mut |_| 0))
    });
    if let Some(pending) = pending.filter(|pending| !is_memory(pending.action)) {
        table::with(|table| table.spins[me].did(pending.object, effect.ok));
    }
    effect
}

/// Whether it changes no more than memory, or nothing: whoever does it knows.
fn is_memory(action: Action) -> bool {
    matches!(
        action,
        Action::Load(_)
            | Action::Store(_)
            | Action::Update(_)
            | Action::CompareExchange(..)
            | Action::Fence(_)
            | Action::Yield
            | Action::Sleep
    )
}

/// The threads that can go on.
fn able(world: &World) -> u64 {
    let cut = table::with(|table| table.cut);
    let can = |tid: Tid, thread: &ThreadSlot| {
        !thread.finished
            && cut & (1 << tid) == 0
            && thread.pending.as_ref().is_none_or(|pending| world.is_enabled(tid, pending))
    };
    let threads = world.threads.iter().enumerate();
    threads.fold(0, |set, (tid, thread)| set | u64::from(can(tid, thread)) << tid)
}

/// Called by a thread that is about to wait: ends the execution if nobody is left who could go on.
fn or_stuck() {
    let (stuck, unfinished) =
        world::with(|world| (able(world) == 0, world.threads.iter().any(|thread| !thread.finished)));
    if !stuck || !unfinished {
        return;
    }
    if table::with(|table| table.cut != 0) {
        tear_down();
    }
    world::with(|world| world.end(Ended::Deadlock));
    die();
}

/// Ends the execution as failed, or as of no use: loom is not touched any more.
fn die() -> ! {
    table::set_life(Life::Dead);
    world::with(|world| world.end(Ended::Abandoned));
    resume_unwind(Box::new(Over))
}

/// Ends the execution without a failure: every thread unwinds, and loom goes on to the next.
fn tear_down() -> ! {
    table::set_life(Life::TornDown);
    world::with(|world| world.end(Ended::Abandoned));
    ::loom::skip_branch();
    let (guards, parked) = table::with(table::Table::let_go);
    drop(guards);
    for thread in parked {
        thread.unpark();
    }
    resume_unwind(Box::new(Over))
}

fn mutex(op: &Op<'_>) -> Effect {
    if op.action == Action::Unlock {
        let (me, number, _) = announce(op);
        let effect = apply(me);
        let guard = table::with(|table| table.side(number).guard.take());
        drop(guard);
        return effect;
    }
    let (me, number, enabled) = announce(op);
    if op.action == Action::TryLock {
        // loom blocks whoever stands at a `try_lock` while another takes the lock, and then sees a
        // deadlock where there is none.
        table::with(|table| table.limit = Some(Limit::TryLock));
        die();
    }
    let turn = table::with(|table| table.turn(number));
    if !enabled {
        or_stuck();
    }
    let taken = guarded(me, || turn.lock().ok());
    table::with(|table| table.keep(number, taken));
    apply(me)
}

/// An operation on an object that loom does not have: a loop around its turn.
fn in_turn(op: &Op<'_>) -> Effect {
    let (me, number, _) = announce(op);
    loop {
        let turn = table::with(|table| table.turn(number));
        let guard = guarded(me, || turn.lock().ok());
        if world::with(|world| is_enabled(world, me)) {
            let mutex = world::with(|world| world.threads[me].pending.and_then(|pending| pending.second));
            let effect = apply(me);
            // `Wait` lets its mutex go in the same step.
            let held = mutex.and_then(|mutex| table::with(|table| table.side(mutex).guard.take()));
            drop(held);
            drop(guard);
            for thread in table::with(|table| table.wake(number)) {
                thread.unpark();
            }
            return effect;
        }
        table::with(|table| table.side(number).waiting.push(me));
        drop(guard);
        park(me);
    }
}

fn is_enabled(world: &World, me: Tid) -> bool {
    world.threads[me].pending.as_ref().is_none_or(|pending| world.is_enabled(me, pending))
}

/// Waits until somebody changes what this thread waits for.
fn park(me: Tid) {
    or_stuck();
    table::with(|table| table.parks(me));
    guarded(me, ::loom::thread::park);
    table::with(|table| table.parked &= !(1 << me));
}

/// The second half of a wait: woken first, then the mutex.
fn wake(op: &Op<'_>, waiting: Waiting) -> Effect {
    let (me, number, _) = announce(op);
    let Some(Pending { second: Some(mutex), .. }) = world::with(|world| world.threads[me].pending) else {
        unreachable!("a wait names its mutex")
    };
    loop {
        let turn = table::with(|table| table.turn(number));
        let guard = guarded(me, || turn.lock().ok());
        let woken = world::with(|world| {
            let state = &mut world.slots[number].state;
            let woken = state.enabled(me, Action::Wake(waiting), op.ticket);
            // A time that is up takes its thread out of the queue now, not when it has the mutex.
            if let (true, State::Condvar { waiting, .. }) = (woken, state) {
                waiting.retain(|&thread| thread != me);
            }
            woken
        });
        if woken {
            drop(guard);
            break;
        }
        table::with(|table| table.side(number).waiting.push(me));
        drop(guard);
        park(me);
    }
    let turn = table::with(|table| table.turn(mutex));
    if !world::with(|world| is_enabled(world, me)) {
        or_stuck();
    }
    let guard = guarded(me, || turn.lock().ok());
    table::with(|table| table.keep(mutex, guard));
    apply(me)
}

/// A plain cell: not a step of loom's, only a look at what is ordered.
fn cell(op: &Op<'_>) -> Effect {
    let (me, number, _) = announce(op);
    let Some(cell) = table::with(|table| table.cell(number)) else {
        die();
    };
    let effect = apply(me);
    table::set_inside(true);
    let checked = catch_unwind(AssertUnwindSafe(|| match op.action {
        Action::CellRead => cell.with(|_| ()),
        _ => cell.with_mut(|_| ()),
    }));
    table::set_inside(false);
    if checked.is_err() {
        table::with(|table| table.limit = None);
        world::with(|world| {
            let second = world.events.len() - 1;
            let conflicts = |event: &world::Event| {
                let writes = op.action == Action::CellWrite || event.action == Action::CellWrite;
                event.object == number && event.thread != me && writes
            };
            let first = world.events[..second].iter().rposition(conflicts).unwrap_or(second);
            world.ended = Some(Ended::DataRace { first, second });
        });
        die();
    }
    effect
}

fn pause(op: &Op<'_>) -> Effect {
    let me = announce(op).0;
    let cut = table::with(|table| {
        let cut = table.spins[me].yields();
        table.cut |= u64::from(cut) << me;
        cut
    });
    let effect = apply(me);
    if !cut {
        guarded(me, ::loom::thread::yield_now);
        return effect;
    }
    loop {
        park(me);
    }
}

fn join(op: &Op<'_>) -> Effect {
    let (me, number, enabled) = announce(op);
    let handle = world::with(|world| world.threads.iter().position(|thread| thread.object == Some(number)))
        .and_then(|joined| table::with(|table| table.joins[joined].take()));
    match handle {
        Some(handle) => {
            if !enabled {
                or_stuck();
            }
            // A thread that panics ends the execution; there is no result to look at.
            guarded(me, || drop(handle.join()));
            apply(me)
        }
        None => in_turn(op),
    }
}

/// Starts a model thread. `object` is its thread object.
pub(crate) fn spawn(
    body: Box<dyn FnOnce()>,
    label: Option<String>,
    object: &Object,
    at: &'static Location<'static>,
) -> Tid {
    if table::life() != Life::Going {
        after_the_end(Action::Yield);
        return 0;
    }
    let (me, child) = world::with(|world| (world.current, world.threads.len()));
    if child >= THREADS {
        table::with(|table| table.limit = Some(Limit::Threads));
        die();
    }
    world::with(|world| {
        let number = world.number(object, at);
        let slot = ThreadSlot { label, object: Some(number), ..ThreadSlot::default() };
        world.threads.push(slot);
        world.started();
    });
    let builder = ::loom::thread::Builder::new().stack_size(STACK);
    let handle = guarded(me, || builder.spawn(Sendable::run(Sendable(body), child)));
    table::with(|table| {
        let handle = handle.ok();
        table.threads.push(handle.as_ref().map(|handle| handle.thread().clone()));
        table.joins.push(handle);
        table.spins.push(spin::Spin::default());
        table.spins[me].changes();
    });
    child
}

/// A thread's body: all model threads share one OS thread, so nothing is sent.
struct Sendable(Box<dyn FnOnce()>);
// SAFETY: loom runs the body on the OS thread that made it.
unsafe impl Send for Sendable {}

impl Sendable {
    fn run(self, me: Tid) -> impl FnOnce() + Send {
        move || {
            let Sendable(body) = { self };
            table::set_inside(false);
            world::with(|world| world.current = me);
            if table::life() == Life::Going {
                finish(me, body);
            }
        }
    }
}

/// Runs a thread's body and ends the thread, or its whole execution.
fn finish(me: Tid, body: impl FnOnce()) {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        body();
        if table::life() == Life::Going {
            crate::thread::local::drop_all();
            exit(me);
        }
    }));
    match (table::life(), outcome) {
        (Life::Going, Err(payload)) => resume_unwind(payload),
        (Life::Dead, outcome) => {
            if let Err(payload) = outcome {
                super::panics::forget(payload);
            }
            resume_unwind(Box::new(Over))
        }
        _ => table::set_inside(true),
    }
}

/// A thread ends: whoever joins it can go on, and what it still holds is held for ever.
fn exit(me: Tid) {
    let (leaked, object) = world::with(|world| {
        let leaked = world.slots.iter().position(|slot| slot.held.iter().any(|&(holder, ..)| holder == me));
        if let Some(object) = leaked {
            world.end(Ended::LeakedLock { thread: me, object });
        }
        world.threads[me].finished = true;
        world.threads[me].pending = None;
        let object = world.threads[me].object;
        if let Some(object) = object
            && let State::Thread { finished, .. } = &mut world.slots[object].state
        {
            *finished = true;
        }
        (leaked.is_some(), object)
    });
    if leaked {
        die();
    }
    or_stuck();
    for thread in object.map(|object| table::with(|table| table.wake(object))).unwrap_or_default() {
        thread.unpark();
    }
}

/// A panic while loom interprets: the student's, or loom's own word about the execution.
pub(crate) fn panicked(info: &PanicHookInfo<'_>) {
    let text = super::panics::message(info.payload());
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
        world.end(Ended::Panic {
            thread,
            message: text,
            promise: super::panics::promise(info.payload()),
            file: place.map_or_else(String::new, |place| place.file().to_owned()),
            line: place.map_or(0, Location::line),
            column: place.map_or(0, Location::column),
        });
    });
}

/// Explores at most `budget` executions of `body`, on this OS thread. With `record`, stops after that
/// execution, whose values are recorded; the world is left as it ended.
pub(crate) fn run(
    settings: &Settings,
    budget: u64,
    record: Option<u64>,
    body: &Arc<dyn Fn() + Send + Sync>,
) -> Ran {
    super::panics::install();
    let _mode = enter(Mode::Loom, false);
    let mut advance = Advance::default();
    loop {
        let ran = explore(settings, budget, record, advance, body);
        match ran.limit {
            // What the threads share is made before they begin; now it is known how much that is.
            Some(Limit::Atomics) if advance.atomics < 1 << 10 => {
                advance.atomics = (advance.atomics * 2).max(1);
            }
            Some(Limit::Cells) if advance.cells < 1 << 10 => advance.cells = (advance.cells * 2).max(1),
            Some(Limit::Order) if !advance.order => advance.order = true,
            _ => return ran,
        }
    }
}

fn explore(
    settings: &Settings,
    budget: u64,
    record: Option<u64>,
    advance: Advance,
    body: &Arc<dyn Fn() + Send + Sync>,
) -> Ran {
    table::reset();
    settings.progress.enter();
    world::with(|world| world.settings = settings.clone());
    let body = Arc::clone(body);
    let model = catch_unwind(AssertUnwindSafe(|| {
        table::set_inside(true);
        let mut builder = ::loom::model::Builder::new();
        builder.max_threads = THREADS;
        builder.max_branches = BRANCHES;
        // One more than wanted: whoever comes that far has not explored everything.
        builder.max_permutations = Some(usize::try_from(budget).unwrap_or(usize::MAX - 2) + 2);
        builder.max_duration = None;
        builder.preemption_bound = None;
        builder.checkpoint_file = None;
        builder.checkpoint_interval = 1;
        builder.location = false;
        builder.log = false;
        builder.check(move || {
            if !table::begin(advance, record) {
                // Not wanted any more; the recorded execution is in the world.
                resume_unwind(Box::new(Over));
            }
            let body = Arc::clone(&body);
            stack::enlarged(move || finish(0, || body()));
        });
    }));
    table::set_inside(false);
    let ran = table::ran(model.is_ok());
    let ended = world::with(|world| world.ended.clone());
    let failed = ended.filter(|ended| model.is_err() && *ended != Ended::Abandoned);
    let exhausted = model.is_ok() && ran.executions <= budget;
    Ran { exhausted, failed, executions: ran.executions.min(budget), ..ran }
}
