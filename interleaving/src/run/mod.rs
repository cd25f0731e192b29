//! The three interpreters of the specification, chosen per execution at run time.
//!
//! A facade type calls [`perform`] before it touches its data. Under the explorer that is one
//! transition; under loom and std it is a loop around a lock and a condition variable. Which of them it
//! is depends on the OS thread: a check runs all of its model threads on one.

pub(crate) mod clocks;
mod cpu;
pub(crate) mod explorer;
mod lane;
pub(crate) mod loom;
pub(crate) mod native;
mod object;
pub(crate) mod panics;
mod progress;
pub(crate) mod repeat;
pub(crate) mod world;

pub(crate) use cpu::CpuClock;
pub(crate) use object::Object;
pub(crate) use progress::Progress;

use std::cell::Cell;
use std::panic::Location;
use std::time::Duration;

use crate::spec::{Action, Effect};

/// Who interprets the operations of this OS thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Real threads: no check is running here.
    Native,
    /// The explorer, on shuttle's engine.
    Explorer,
    /// loom, for memory orderings.
    Loom,
}

thread_local! {
    static MODE: Cell<Mode> = const { Cell::new(Mode::Native) };
    /// Whether values are kept for a report: only in the last replay of a failure.
    static RECORDING: Cell<bool> = const { Cell::new(false) };
}

/// The interpreter of this OS thread.
pub(crate) fn mode() -> Mode {
    MODE.get()
}

/// Sets the interpreter of this OS thread, and whether values are kept, until the guard is dropped.
pub(crate) fn enter(mode: Mode, recording: bool) -> impl Drop {
    struct Leave(Mode, bool);
    impl Drop for Leave {
        fn drop(&mut self) {
            MODE.set(self.0);
            RECORDING.set(self.1);
        }
    }
    Leave(MODE.replace(mode), RECORDING.replace(recording))
}

/// An operation that a thread is about to do.
#[derive(Clone, Copy)]
pub(crate) struct Op<'a> {
    pub(crate) action: Action,
    pub(crate) object: &'a Object,
    /// The mutex of a condition variable's wait.
    pub(crate) second: Option<&'a Object>,
    /// What [`Effect::ticket`] of the first half said, for the second half of an operation.
    pub(crate) ticket: u64,
    pub(crate) at: &'static Location<'static>,
}

impl<'a> Op<'a> {
    #[track_caller]
    pub(crate) fn new(action: Action, object: &'a Object) -> Self {
        Self { action, object, second: None, ticket: 0, at: Location::caller() }
    }

    pub(crate) fn with(self, second: &'a Object) -> Self {
        Self { second: Some(second), ..self }
    }

    pub(crate) fn ticket(self, ticket: u64) -> Self {
        Self { ticket, ..self }
    }
}

/// Does one operation, waiting until it is enabled.
pub(crate) fn perform(op: Op<'_>) -> Effect {
    match mode() {
        Mode::Native => native::perform(op),
        Mode::Explorer => explorer::perform(op),
        Mode::Loom => loom::perform(op),
    }
}

/// Does one operation, waiting until it is enabled or so much time has passed. Under the explorer that
/// may be at any moment; the virtual clock then says that the time is up.
pub(crate) fn perform_for(op: Op<'_>, limit: Duration) -> Effect {
    if mode() == Mode::Native {
        return native::perform_for(op, limit);
    }
    let until = world::with(|world| world.now.saturating_add(limit));
    let effect = perform(op);
    if !effect.ok || op.action == Action::Sleep {
        world::with(|world| world.now = world.now.max(until));
    }
    effect
}

/// Notes what the last operation of this thread found or left, if somebody is going to read it.
pub(crate) fn note(value: impl FnOnce() -> Option<String>) {
    if !RECORDING.get() {
        return;
    }
    let _checker = repeat::set_inside(false);
    if let Some(value) = value() {
        add_note(value);
    }
}

fn add_note(value: String) {
    world::with(|world| world.note(value));
}

/// An access to a plain cell that is going on, with the number of its event; it ends when it is dropped.
pub(crate) struct Access(Option<usize>);

/// Begins an access to a plain cell.
pub(crate) fn access(op: Op<'_>) -> Access {
    perform(op);
    Access(match mode() {
        Mode::Native => None,
        Mode::Explorer => explorer::access(),
        // loom has looked for a race already; the event is there to be noted.
        Mode::Loom => world::with(|world| world.events.len().checked_sub(1)),
    })
}

impl Access {
    /// Notes what it left, if somebody is going to read it.
    pub(crate) fn note(&self, value: impl FnOnce() -> Option<String>) {
        if RECORDING.get()
            && let (Some(event), Some(value)) = (self.0, value())
        {
            world::with(|world| {
                if let Some(event) = world.events.get_mut(event) {
                    event.values.push(value);
                }
            });
        }
    }
}

impl Drop for Access {
    fn drop(&mut self) {
        if let Some(event) = self.0 {
            world::with(|world| world.close(event));
        }
    }
}

/// Notes that the last operation of this thread did not do what it was to do.
pub(crate) fn failed() {
    if mode() != Mode::Native {
        world::with(|world| {
            if let Some(event) = world.events.last_mut() {
                event.ok = false;
            }
        });
    }
}

/// Whether the weak exchange that this thread has just done, with the value that it expects, fails all the same.
pub(crate) fn fails_weakly() -> bool {
    let may = mode() == Mode::Explorer && world::with(|world| world.may_fail_weakly());
    let fails = may && explorer::draw(2) == 1;
    if fails {
        drew(1);
        world::with(|world| {
            let current = world.current;
            world.threads[current].failed_weakly = true;
        });
    }
    fails
}

/// Whether messages of different senders may overtake each other.
pub(crate) fn overtaking() -> bool {
    mode() == Mode::Explorer && world::with(|world| world.settings.overtaking)
}

/// One of these places in the queue, for the message that this thread has just received.
pub(crate) fn one_of(places: &[usize]) -> usize {
    let place = places.get(explorer::draw(places.len())).copied().unwrap_or(0);
    drew(place);
    place
}

/// Notes what was drawn for the last step.
fn drew(drawn: usize) {
    world::with(|world| {
        if let Some(event) = world.events.last_mut() {
            event.drawn = drawn;
        }
    });
}

/// The running model thread; 0 outside a check.
pub(crate) fn running() -> crate::spec::Tid {
    if mode() == Mode::Native { 0 } else { world::with(|world| world.current) }
}

/// Notes that the guard whose drop was the last operation of this thread has been used to write.
pub(crate) fn wrote() {
    if RECORDING.get() {
        world::with(|world| {
            if world.ended.is_none()
                && let Some(event) = world.events.last_mut()
            {
                event.wrote = true;
            }
        });
    }
}

/// Says that this thread is meant to wait for ever in what it does from now on, or no longer.
pub(crate) fn meant_to_wait(call: Option<&str>) {
    match mode() {
        Mode::Native => {}
        Mode::Explorer => world::with(|world| {
            let current = world.current;
            world.threads[current].waits = call.map(str::to_owned);
        }),
        Mode::Loom => loom::give_up(loom::Limit::Waits),
    }
}

/// That this thread holds a bare lock, which nobody else can change; else how that ends a check's
/// execution, if it is one.
#[track_caller]
pub(crate) fn holds(object: &Object) -> Result<(), Option<world::Ended>> {
    let at = Location::caller();
    match mode() {
        Mode::Native if object.native().is_held_by(native::me()) => Ok(()),
        Mode::Native => Err(None),
        Mode::Explorer | Mode::Loom => world::with(|world| world.holds(object, at)).map_err(Some),
    }
}

/// Ends the execution because this thread did what it must not.
pub(crate) fn blame(ended: world::Ended) {
    match mode() {
        Mode::Native => {}
        Mode::Explorer => explorer::blame(ended),
        Mode::Loom => loom::blame(ended),
    }
}

/// Whether this thread is unwinding from a panic; the threads of one execution do not see each other's.
pub(crate) fn unwinding() -> bool {
    match mode() {
        Mode::Native => std::thread::panicking(),
        Mode::Explorer | Mode::Loom => world::with(|world| world.unwinding()),
    }
}
