//! One execution under the explorer: its objects, its threads, what each is about to do, what was done.
//!
//! The table of pending operations is exact: between two steps every started, unfinished thread stands
//! at the operation it will do next. Everything that decides (oracles) or tells (counterexamples) reads
//! this table and the events, nothing else.

use std::cell::RefCell;
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use smallvec::SmallVec;

use super::clocks::{Clocks, Link};
use super::{Object, Op, Progress};
use crate::report::{Broken, Misuse};
use crate::spec::{Action, Effect, Seed, State, Tid};

/// What a thread is about to do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pending {
    pub(crate) action: Action,
    pub(crate) object: usize,
    pub(crate) second: Option<usize>,
    pub(crate) ticket: u64,
    pub(crate) at: &'static Location<'static>,
    /// It is the first operation of a call that a test compares with a serial order.
    pub(crate) opens: bool,
    /// It is an operation of such a call.
    pub(crate) in_call: bool,
}

/// A step that was taken.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) thread: Tid,
    pub(crate) action: Action,
    pub(crate) object: usize,
    pub(crate) second: Option<usize>,
    pub(crate) at: &'static Location<'static>,
    pub(crate) ok: bool,
    pub(crate) woken: Vec<Tid>,
    /// Which threads could go on, as [`bit`]s; none where nothing was chosen.
    pub(crate) enabled: u64,
    /// The first, and the last, operation of a call that a test compares with a serial order.
    pub(crate) opens: bool,
    pub(crate) closes: bool,
    /// What it found or left, when recording.
    pub(crate) values: Vec<String>,
    /// Whether the guard that is dropped here was ever used to write.
    pub(crate) wrote: bool,
    /// What was drawn for it: of a receive the number of earlier messages that its own overtook, and 1 of a
    /// weak exchange that fails for no reason.
    pub(crate) drawn: usize,
    /// The value that it read is not the newest.
    pub(crate) stale: Option<Stale>,
}

/// A newer value that a read did not see, and the event that wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stale {
    pub(crate) newest: String,
    pub(crate) written: usize,
}

impl Event {
    /// Whether the thread said that it cannot make progress by itself.
    pub(crate) fn yields(&self) -> bool {
        self.action.is_yield() || self.action.is_timed() && !self.ok
    }
}

/// A thread's place in a set of threads; those beyond the 63rd share the last.
pub(crate) fn bit(thread: Tid) -> u64 {
    1 << thread.min(63)
}

/// A shared object of this execution.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) state: State,
    pub(crate) seed: Seed,
    pub(crate) first: &'static Location<'static>,
    pub(crate) address: usize,
    pub(crate) name: Option<String>,
    /// Who holds it, and the step and place where it was taken.
    pub(crate) held: Vec<(Tid, usize, &'static Location<'static>)>,
}

/// Where a thread stands in a call that a test compares with a serial order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CallState {
    #[default]
    Outside,
    /// Begun, without a step so far.
    Begun,
    Running,
    /// Running, and the order of each of its steps among those of other such calls matters.
    InOrder,
}

/// A thread of this execution.
#[derive(Debug, Default)]
pub(crate) struct ThreadSlot {
    /// What it is about to do; `None` before it stands at its first operation, and while it runs.
    pub(crate) pending: Option<Pending>,
    pub(crate) finished: bool,
    pub(crate) unwinding: bool,
    /// Its present wait ends without a notification: only its mutex is still to be taken.
    pub(crate) wakes_by_itself: bool,
    pub(crate) woke_spuriously: bool,
    pub(crate) failed_weakly: bool,
    pub(crate) label: Option<String>,
    pub(crate) call: CallState,
    /// It is meant to wait for ever in what it does, which the test calls by this name.
    pub(crate) waits: Option<String>,
    /// The number of its thread object, once it has one.
    pub(crate) object: Option<usize>,
}

/// How an execution ended, if not by running to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// A thread panicked, as one does that finds a promise of the library's tests broken.
    Panic { thread: Tid, message: String, promise: Option<Broken>, file: String, line: u32, column: u32 },
    /// Nobody can go on, and some have not finished.
    Deadlock,
    /// Nobody can go on, and that is how the test wants it.
    AsMeant,
    /// `thread` ended while it held the object.
    LeakedLock { thread: Tid, object: usize },
    /// `thread` let go of a bare lock that `holder` holds, or nobody.
    NotHeld { thread: Tid, object: usize, holder: Option<Tid>, at: &'static Location<'static> },
    /// Two accesses to a cell that nothing orders: the events' numbers, the later one last.
    DataRace { first: usize, second: usize },
    /// `thread` went on by itself up to the step bound, without a yield, though others could have gone on.
    NeverYields { thread: Tid },
    /// The step bound was passed, and no continuation that was tried ended.
    NeverFinishes,
    /// The library was used in a way that cannot be checked.
    Misuse(Misuse),
    /// The oracle gave the execution up: nothing is known of it.
    Abandoned,
}

/// The state of one execution.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) run: u32,
    pub(crate) slots: Vec<Slot>,
    pub(crate) threads: Vec<ThreadSlot>,
    pub(crate) current: Tid,
    /// Starts of threads, and looks at their ends.
    pub(crate) links: Vec<Link>,
    /// Only what has no plain cell has none.
    clocks: Option<Box<Clocks>>,
    /// The virtual clock.
    pub(crate) now: Duration,
    /// Whether the program has looked at the clock.
    pub(crate) clock_read: bool,
    pub(crate) events: Vec<Event>,
    pub(crate) ended: Option<Ended>,
    /// The panics so far, where threads may panic: one of them may yet fail the body.
    pub(crate) panics: Vec<Ended>,
    /// The execution is over: only destructors run.
    pub(crate) stopped: bool,
    /// To whom the engine's next switches go, the next one last.
    pub(crate) told: SmallVec<[Tid; 2]>,
    pub(crate) settings: Settings,
    /// Whether the step just taken was a yield.
    pub(crate) yielded: bool,
    /// Threads that could have gone on when the running step was chosen.
    pub(crate) enabled: u64,
}

/// What a check fixes for all of its executions.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Steps after which an execution only tries to end.
    pub(crate) step_bound: usize,
    pub(crate) may_panic: bool,
    /// Condition variables may wake without being notified.
    pub(crate) spurious: bool,
    /// Weak exchanges may fail although the value is the expected one.
    pub(crate) weak: bool,
    /// Messages of different senders may overtake each other.
    pub(crate) overtaking: bool,
    /// Every lock and semaphore lets everybody in (to see what a stub is worth without them).
    pub(crate) locks_off: bool,
    /// Whoever waits in a loop has to yield.
    pub(crate) must_yield: bool,
    /// That threads wait for ever is an end as good as others, and noted here.
    pub(crate) any_end: Option<Arc<AtomicBool>>,
    /// A thread may end while it holds a lock.
    pub(crate) leaks: bool,
    /// Every execution finds the same addresses and hash seeds.
    pub(crate) repeatable: bool,
    pub(crate) progress: Arc<Progress>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            step_bound: 5_000,
            may_panic: false,
            spurious: false,
            weak: false,
            overtaking: false,
            locks_off: false,
            must_yield: false,
            any_end: None,
            leaks: false,
            repeatable: false,
            progress: Arc::default(),
        }
    }
}

thread_local! {
    static WORLD: RefCell<World> = RefCell::new(World::new());
}

/// As [`with`], for the panic hook: `None` if the panic is our own, inside `with`.
pub(crate) fn try_with<R>(f: impl FnOnce(&mut World) -> R) -> Option<R> {
    WORLD.with(|world| world.try_borrow_mut().ok().map(|mut world| f(&mut world)))
}

/// Reads or changes the execution of this OS thread. Must not be nested, and must not switch.
#[inline]
pub(crate) fn with<R>(f: impl FnOnce(&mut World) -> R) -> R {
    WORLD.with_borrow_mut(f)
}

impl World {
    fn new() -> Self {
        Self {
            run: 0,
            slots: Vec::new(),
            threads: Vec::new(),
            current: 0,
            links: Vec::new(),
            clocks: None,
            now: crate::time::BEGIN,
            clock_read: false,
            events: Vec::new(),
            ended: None,
            panics: Vec::new(),
            stopped: false,
            told: SmallVec::new(),
            settings: Settings::default(),
            yielded: false,
            enabled: 0,
        }
    }

    /// Begins an execution: a new run number, nothing registered, the body's thread alone.
    pub(crate) fn begin(&mut self) {
        use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
        // Unique over all OS threads, so that an object cannot pass from one check to another unseen.
        static RUN: AtomicU32 = AtomicU32::new(1);
        self.run = RUN.fetch_add(1, Relaxed).max(1);
        self.slots.clear();
        self.threads.clear();
        self.threads.push(ThreadSlot::default());
        self.current = 0;
        self.links.clear();
        self.clocks = None;
        self.now = crate::time::BEGIN;
        self.clock_read = false;
        self.events.clear();
        self.ended = None;
        self.panics.clear();
        self.stopped = false;
        self.told.clear();
        self.told.push(0);
        self.yielded = false;
        self.enabled = 0;
    }

    /// Ends the execution; the first reason counts.
    pub(crate) fn end(&mut self, reason: Ended) {
        self.ended.get_or_insert(reason);
    }

    /// Nobody can go on.
    pub(crate) fn stuck(&mut self) {
        let meant = match &self.settings.any_end {
            Some(deadlock) => {
                deadlock.store(true, std::sync::atomic::Ordering::Relaxed);
                true
            }
            None => self.all_meant_to_wait(),
        };
        self.end(if meant { Ended::AsMeant } else { Ended::Deadlock });
    }

    /// Whether each thread has finished, or waits where it is meant to, or waits for the end of another.
    fn all_meant_to_wait(&self) -> bool {
        let joins =
            |thread: &ThreadSlot| thread.pending.is_some_and(|pending| pending.action == Action::Join);
        let fine = |thread: &ThreadSlot| thread.finished || thread.waits.is_some() || joins(thread);
        self.threads.iter().any(|thread| thread.waits.is_some()) && self.threads.iter().all(fine)
    }

    /// That the current thread holds the mutex, and may let it go.
    pub(crate) fn holds(&mut self, mutex: &Object, at: &'static Location<'static>) -> Result<(), Ended> {
        let (thread, object) = (self.current, self.number(mutex, at));
        match self.slots[object].state {
            State::Mutex { holder } if holder != Some(thread) && self.ended.is_none() => {
                // Without locks, everybody holds what he has taken.
                if self.settings.locks_off && self.slots[object].held.iter().any(|&(who, ..)| who == thread) {
                    return Ok(());
                }
                Err(Ended::NotHeld { thread, object, holder, at })
            }
            _ => Ok(()),
        }
    }

    /// Whether the program has looked at a clock that somebody's sleep or wait has moved, or will have.
    pub(crate) fn depends_on_time(&self) -> bool {
        self.clock_read && self.now > crate::time::BEGIN
    }

    /// The thread that has had the processor to itself for so many steps and never yielded.
    pub(crate) fn spins(&self, steps: usize) -> Option<Tid> {
        let last = &self.events[self.events.len().checked_sub(steps.max(1))?..];
        let thread = last.first()?.thread;
        let alone = |event: &Event| event.thread == thread && !event.yields() && event.enabled != bit(thread);
        last.iter().all(alone).then_some(thread)
    }

    /// How the execution failed, if it did.
    pub(crate) fn failure(&self) -> Option<Ended> {
        self.ended.clone().filter(|ended| *ended != Ended::AsMeant)
    }

    /// The number of `object` in this execution, registering it at its first use.
    pub(crate) fn number(&mut self, object: &Object, at: &'static Location<'static>) -> usize {
        match object.number(self.run) {
            Ok(Some(number)) => number,
            Ok(None) => self.register(object, at),
            Err(_) => {
                self.end(Ended::Misuse(Misuse::Survives { object: object.seed().kind().to_owned() }));
                self.register(object, at)
            }
        }
    }

    fn register(&mut self, object: &Object, at: &'static Location<'static>) -> usize {
        let number = self.slots.len();
        self.slots.push(Slot {
            state: object.seed().state(),
            seed: object.seed(),
            first: at,
            address: std::ptr::from_ref(object).addr(),
            name: object.name().map(str::to_owned),
            held: Vec::new(),
        });
        object.register(self.run, number);
        number
    }

    /// Puts the operation into the table.
    pub(crate) fn announce(&mut self, op: &Op<'_>) {
        let object = self.number(op.object, op.at);
        let second = op.second.map(|second| self.number(second, op.at));
        let me = self.current;
        let call = &mut self.threads[me].call;
        let opens = matches!(call, CallState::Begun | CallState::InOrder);
        if *call == CallState::Begun {
            *call = CallState::Running;
        }
        let in_call = *call != CallState::Outside;
        let (action, ticket, at) = (op.action, op.ticket, op.at);
        self.threads[me].pending = Some(Pending { action, object, second, ticket, at, opens, in_call });
    }

    /// Whether `thread` stands before an operation that it can do.
    pub(crate) fn can_go_on(&self, thread: Tid) -> bool {
        self.threads[thread].pending.as_ref().is_some_and(|pending| self.is_enabled(thread, pending))
    }

    /// Whether `thread` can do `pending` in the present state.
    pub(crate) fn is_enabled(&self, thread: Tid, pending: &Pending) -> bool {
        if self.settings.locks_off && pending.action.is_lock() {
            return true;
        }
        let own = self.slots[pending.object].state.enabled(thread, pending.action, pending.ticket);
        match (pending.action, pending.second) {
            (Action::Wake(_), Some(mutex)) => {
                (own || self.threads[thread].wakes_by_itself)
                    && self.slots[mutex].state.enabled(thread, Action::Lock, 0)
            }
            _ => own,
        }
    }

    /// Whether the wait that the current thread begins ends for no reason: at most once in an execution, which
    /// shows whether the thread looks again. Such a wait is over as it begins, and only the mutex is taken
    /// later: to be notified before that would be an ordinary wait.
    fn ends_for_no_reason(&mut self, pick: &mut dyn FnMut(usize) -> usize) -> bool {
        let thread = &mut self.threads[self.current];
        let ends = self.settings.spurious && !thread.woke_spuriously && self.ended.is_none() && pick(2) == 1;
        thread.woke_spuriously |= ends;
        thread.wakes_by_itself = ends;
        ends
    }

    /// Whether the weak exchange that the current thread has just done may fail for no reason: once shows what
    /// the thread makes of it.
    pub(crate) fn may_fail_weakly(&self) -> bool {
        self.settings.weak && !self.threads[self.current].failed_weakly
    }

    /// Does the current thread's pending operation.
    pub(crate) fn apply(&mut self, pick: &mut dyn FnMut(usize) -> usize) -> Effect {
        let me = self.current;
        let Some(pending) = self.threads[me].pending.take() else {
            unreachable!("a thread announces its operation before it does it")
        };
        let mut effect = if pending.action == Action::Wait && self.ends_for_no_reason(pick) {
            Effect { ok: true, ..Effect::default() }
        } else {
            self.slots[pending.object].state.apply(me, pending.action, pick)
        };
        if let Some(mutex) = pending.second {
            let action = if pending.action == Action::Wait { Action::Unlock } else { Action::Lock };
            self.slots[mutex].state.apply(me, action, pick);
            self.hold(mutex, action, pending.at);
        }
        if self.settings.locks_off && pending.action.is_lock() {
            effect.ok = true;
        }
        if effect.ok {
            self.hold(pending.object, pending.action, pending.at);
        }
        if pending.action == Action::Join {
            let joined = self.threads.iter().position(|thread| thread.object == Some(pending.object));
            self.links.extend(joined.map(|from| Link { at: self.events.len(), from, to: me }));
        }
        // What destructors do once the execution is over is no step of the program.
        if pending.action.is_eager() || self.ended.is_some() {
            return effect;
        }
        // Who waits in vain until a time is up lets the others go first.
        self.yielded = pending.action.is_yield() || pending.action.is_timed() && !effect.ok;
        self.settings.progress.step(me, self.last_place(me, &pending));
        self.events.push(Event {
            thread: me,
            action: pending.action,
            object: pending.object,
            second: pending.second,
            at: pending.at,
            ok: effect.ok,
            woken: effect.woken.clone(),
            enabled: self.enabled,
            opens: pending.opens,
            closes: self.threads[me].call == CallState::InOrder,
            values: Vec::new(),
            wrote: false,
            drawn: 0,
            stale: None,
        });
        effect
    }

    /// The last place in the source where `thread`, which does `pending`, used the library. The end of a
    /// guard has none: the compiler puts it in.
    fn last_place(&self, thread: Tid, pending: &Pending) -> &'static Location<'static> {
        let written = |action: Action| !matches!(action, Action::Unlock | Action::Unread | Action::Unwrite);
        if written(pending.action) {
            return pending.at;
        }
        let own = self.events.iter().rfind(|event| event.thread == thread && written(event.action));
        own.map_or(pending.at, |event| event.at)
    }

    /// Keeps the account of who holds what.
    fn hold(&mut self, object: usize, action: Action, at: &'static Location<'static>) {
        let me = self.current;
        let step = self.events.len();
        let held = &mut self.slots[object].held;
        match action {
            Action::Lock
            | Action::TryLock
            | Action::Read
            | Action::TryRead
            | Action::Write
            | Action::TryWrite => {
                held.push((me, step, at));
            }
            Action::Unlock | Action::Unread | Action::Unwrite => {
                // The thread's own entry; a bare lock may also be released by one who does not hold it.
                let own = held.iter().rposition(|&(holder, ..)| holder == me);
                if let Some(entry) = own.or(held.len().checked_sub(1)) {
                    held.remove(entry);
                }
            }
            _ => {}
        }
    }

    /// The current thread begins a call whose answer is compared with a serial order.
    pub(crate) fn begin_call(&mut self) {
        let me = self.current;
        self.threads[me].call = CallState::Begun;
    }

    /// The current thread begins a call that is to be served in its turn.
    pub(crate) fn begin_call_in_order(&mut self) {
        let me = self.current;
        self.threads[me].call = CallState::InOrder;
    }

    /// The current thread's call has returned; its last step closed it.
    pub(crate) fn end_call(&mut self) {
        let me = self.current;
        let ran = std::mem::take(&mut self.threads[me].call) == CallState::Running;
        if ran && let Some(event) = self.events.iter_mut().rev().find(|event| event.thread == me) {
            event.closes = true;
        }
    }

    /// Adds what the last event found or left.
    pub(crate) fn note(&mut self, value: String) {
        // Once the execution is over, no more events are added.
        if self.ended.is_none()
            && let Some(event) = self.events.last_mut()
        {
            event.values.push(value);
        }
    }

    /// Whether the running thread is unwinding from a panic.
    pub(crate) fn unwinding(&self) -> bool {
        std::thread::panicking() && self.threads.get(self.current).is_some_and(|thread| thread.unwinding)
    }

    /// The running thread has caught its panic, if there was one.
    pub(crate) fn caught(&mut self) {
        let current = self.current;
        self.threads[current].unwinding = false;
    }

    /// The thread whose slot is the last has been started by the running one.
    pub(crate) fn started(&mut self) {
        self.links.push(Link { at: self.events.len(), from: self.current, to: self.threads.len() - 1 });
    }

    /// Takes in the access to a plain cell that was the last step; the event that it races with.
    pub(crate) fn race(&mut self) -> Option<usize> {
        self.clocks.get_or_insert_default().access(&self.events, &self.links, &self.slots)
    }

    /// The access to a plain cell that began with `event` has ended.
    pub(crate) fn close(&mut self, event: usize) {
        if let Some(clocks) = &mut self.clocks
            && !self.stopped
        {
            clocks.close(&self.events, &self.links, &self.slots, event);
        }
    }
}
