//! The state of one execution: its objects, its threads, their pending operations, and its events.
//!
//! The table of pending operations is exact: between two steps every started, unfinished thread has its next
//! operation there. Whatever chooses schedules (searches) or explains them (counterexamples) reads this
//! table and the events, nothing else.

mod calls;
mod ending;
mod network;
mod table;
mod threads;
mod transition;

use std::any::Any;
use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use smallvec::SmallVec;

use super::clocks::Clocks;
use super::processes::Processes;
use super::settings::Settings;
use super::step::{Ended, Event, Link, Slot, ThreadSlot};
use crate::spec::Tid;

/// The reading of the virtual clock when an execution begins: a day, so that a program can name earlier
/// times.
const CLOCK_START: Duration = Duration::from_hours(24);

/// The state of one execution.
#[derive(Debug)]
pub(crate) struct World {
    /// The execution's number, unique in this process.
    pub(crate) run: u32,
    pub(crate) slots: Vec<Slot>,
    pub(crate) threads: Vec<ThreadSlot>,
    /// The running thread.
    pub(crate) current: Tid,
    /// Starts and joins of threads.
    pub(crate) links: Vec<Link>,
    /// The facade's network, once the program uses it.
    pub(crate) network: Option<Arc<dyn Any + Send + Sync>>,
    /// `None` until a plain cell is accessed.
    clocks: Option<Box<Clocks>>,
    /// The virtual clock.
    pub(crate) now: Duration,
    /// The program has read the clock.
    pub(crate) clock_read: bool,
    pub(crate) events: Vec<Event>,
    pub(crate) ended: Option<Ended>,
    /// The panics so far, if threads may panic: one of them may yet fail the body.
    pub(crate) panics: Vec<Ended>,
    /// The execution is over: only destructors run.
    pub(crate) stopped: bool,
    /// The threads that the engine switches to next, the next one last.
    pub(crate) switches: SmallVec<[Tid; 2]>,
    pub(crate) settings: Settings,
    /// The step just taken was a yield.
    pub(crate) yielded: bool,
    /// The threads that could have gone on when the running step was chosen.
    pub(crate) enabled: u64,
    /// The processes of its network, if it has one.
    pub(crate) processes: Option<Box<Processes>>,
    /// No process of the network has anything to do any more: their threads end.
    pub(crate) settled: bool,
}

thread_local! {
    static WORLD: RefCell<World> = RefCell::new(World::new());
}

/// Reads or changes the execution of this OS thread. Must not be nested, and must not switch.
#[inline]
pub(crate) fn with<R>(f: impl FnOnce(&mut World) -> R) -> R {
    WORLD.with_borrow_mut(f)
}

/// As [`with`], for the panic hook: `None` if the panic is the checker's own, inside `with`.
pub(crate) fn try_with<R>(f: impl FnOnce(&mut World) -> R) -> Option<R> {
    WORLD.with(|world| world.try_borrow_mut().ok().map(|mut world| f(&mut world)))
}

impl World {
    fn new() -> Self {
        Self {
            run: 0,
            slots: Vec::new(),
            threads: Vec::new(),
            current: 0,
            links: Vec::new(),
            network: None,
            clocks: None,
            now: CLOCK_START,
            clock_read: false,
            events: Vec::new(),
            ended: None,
            panics: Vec::new(),
            stopped: false,
            switches: SmallVec::new(),
            settings: Settings::default(),
            yielded: false,
            enabled: 0,
            processes: None,
            settled: false,
        }
    }

    /// Begins an execution: a new number, no objects, the body's thread alone.
    pub(crate) fn begin(&mut self) {
        // Unique over all OS threads, so that an object that passes from one check to another is noticed.
        static RUN: AtomicU32 = AtomicU32::new(1);
        self.run = RUN.fetch_add(1, Relaxed).max(1);
        self.slots.clear();
        self.threads.clear();
        self.threads.push(ThreadSlot::default());
        self.current = 0;
        self.links.clear();
        self.network = None;
        self.clocks = None;
        self.now = CLOCK_START;
        self.clock_read = false;
        self.events.clear();
        self.ended = None;
        self.panics.clear();
        self.stopped = false;
        self.switches.clear();
        self.switches.push(0);
        self.yielded = false;
        self.enabled = 0;
        self.processes = None;
        self.settled = false;
    }

    /// Returns whether the program has read a clock that a sleep or a timed wait has moved, or will have.
    pub(crate) fn depends_on_time(&self) -> bool {
        self.clock_read && self.now > CLOCK_START
    }

    /// Adds a value that the last event found or left.
    pub(crate) fn note(&mut self, value: String) {
        // The last event is not this operation's once the execution is over: no more events are added.
        if self.ended.is_none()
            && let Some(event) = self.events.last_mut()
        {
            event.values.push(value);
        }
    }

    /// Takes in the access to a plain cell that was the last step; the event that it races with, if any.
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
