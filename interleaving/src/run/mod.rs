//! The three interpreters of the specification, chosen per execution at run time.
//!
//! A facade type calls [`perform`] before it touches its data. Under the explorer that is one transition;
//! under loom and std it is a loop around a lock and a condition variable. The OS thread determines the
//! interpreter: a check runs all of its model threads on one.
//!
//! Nothing here knows the facade or the searches: data flows from them to the interpreters, and from these to
//! [`world`], the state of one execution.

// An operation, and the OS thread that does it.
mod mode;
mod object;
mod op;
mod real;

mod cpu;
mod progress;

// One execution: its parts, its state, its record.
pub(crate) mod clocks;
pub(crate) mod goal;
pub(crate) mod processes;
pub(crate) mod recording;
pub(crate) mod schedule;
pub(crate) mod settings;
pub(crate) mod step;
pub(crate) mod world;

// Shared by the interpreters.
pub(crate) mod body;
mod hook;
pub(crate) mod locals;
pub(crate) mod payload;
pub(crate) mod repeat;

// The interpreters.
pub(crate) mod explorer;
pub(crate) mod loom;
pub(crate) mod native;
pub(crate) mod round;

// After an operation.
mod choices;
mod notes;

pub(crate) use choices::{choose, fails_weakly, one_of, overtaking};
pub(crate) use cpu::CpuClock;
pub(crate) use mode::{Mode, mode};
pub(crate) use notes::{access, failed, note, wrote};
pub(crate) use object::Object;
pub(crate) use op::Op;
pub(crate) use progress::Progress;

use std::panic::Location;
use std::time::Duration;

use crate::spec::{Action, Effect, Tid};
use step::Ended;

/// Does one operation, waiting until it is enabled.
pub(crate) fn perform(op: Op<'_>) -> Effect {
    match mode() {
        Mode::Native => native::perform(op),
        Mode::Explorer => explorer::perform(op),
        Mode::Loom => loom::perform(op),
    }
}

/// Does one operation, waiting until it is enabled or `limit` has passed. In a check the timeout may happen
/// at any moment; the virtual clock then advances by `limit`.
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

/// The running model thread; 0 outside a check.
pub(crate) fn running() -> Tid {
    if mode() == Mode::Native { 0 } else { world::with(|world| world.current) }
}

/// Returns whether this thread is unwinding from a panic. The threads of one execution do not see each
/// other's panics.
pub(crate) fn unwinding() -> bool {
    match mode() {
        Mode::Native => std::thread::panicking(),
        Mode::Explorer | Mode::Loom => world::with(|world| world.unwinding()),
    }
}

/// Checks that this thread holds a bare lock. On failure inside a check, returns how that ends the execution.
#[track_caller]
pub(crate) fn holds(object: &Object) -> Result<(), Option<Ended>> {
    let at = Location::caller();
    match mode() {
        Mode::Native if object.native().is_held_by(native::me()) => Ok(()),
        Mode::Native => Err(None),
        Mode::Explorer | Mode::Loom => world::with(|world| world.holds(object, at)).map_err(Some),
    }
}

/// Ends the execution because this thread broke a rule of the library.
pub(crate) fn blame(ended: Ended) {
    match mode() {
        Mode::Native => {}
        Mode::Explorer => explorer::blame(ended),
        Mode::Loom => loom::blame(ended),
    }
}

/// Begins a network of processes with these names.
///
/// # Panics
/// Outside a check: only the explorer delivers messages.
pub(crate) fn begin_network(names: Vec<String>) {
    match mode() {
        Mode::Native => {
            round::lacks();
            panic!("a network of processes runs only inside a check")
        }
        Mode::Explorer => {
            world::with(|world| processes::begin(&mut world.processes, names, world.events.len()))
        }
        Mode::Loom => loom::give_up(loom::Limit::Processes),
    }
}

/// Changes the record of the network while values are recorded.
pub(crate) fn record_processes(change: impl FnOnce(&mut processes::Processes, usize)) {
    if mode::is_recording() {
        world::with(|world| {
            let event = world.events.len().saturating_sub(1);
            if let Some(processes) = world.processes.as_mut().filter(|_| world.ended.is_none()) {
                change(processes, event);
            }
        });
    }
}

/// Declares that this thread, from now on, is meant to wait for ever in `call`; `None` ends that.
pub(crate) fn meant_to_wait(call: Option<&str>) {
    match mode() {
        Mode::Native => round::meant_to_wait(call.is_some()),
        Mode::Explorer => world::with(|world| {
            let current = world.current;
            world.threads[current].waits = call.map(str::to_owned);
        }),
        Mode::Loom => loom::give_up(loom::Limit::Waits),
    }
}
