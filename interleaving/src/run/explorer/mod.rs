//! The explorer's interpretation, on shuttle's engine: each operation is exactly one transition.
//!
//! A thread announces its operation. The table of pending operations determines which threads can go on, the
//! oracle chooses one of them, and that thread does its operation, without a switch if it is the thread that
//! asked. The engine chooses nothing: to it every thread is always runnable, and its scheduler repeats the
//! explorer's decision. Starting a thread runs it up to its first operation at once; its end and a `join` of
//! a finished thread take no step of their own. They commute with all operations of the other threads, so no
//! schedule is lost.
//!
//! Unwinding from a panic is one transition, up to the first operation that has to wait. Once an execution
//! has ended no thread goes on, except that a thread that unwinds does so to its end: the engine cannot leave
//! a stack in the middle of a panic. Where even that is impossible, the OS thread is leaked; see [`leak`].

// The decisions.
mod oracle;
mod turn;

// Panics, and OS threads that cannot be used after them.
mod leak;
mod panics;

// Operations, and the threads that do them.
mod perform;
mod threads;

// Executions, and the OS threads that they run on.
mod engine;
mod lane;
mod repeatable;

pub(crate) use leak::leaked;
pub(crate) use oracle::Oracle;
pub(super) use perform::{access, blame, draw, perform};
pub(crate) use threads::spawn;
pub(crate) use turn::ways;

use super::body::Body;
use super::settings::Settings;

/// Runs `body` as often as the oracle wants. Must run on an OS thread of its own.
pub(crate) fn run(oracle: impl Oracle + Send, settings: Settings, recording: bool, body: Body) {
    let oracle = Box::new(oracle);
    if settings.repeatable {
        repeatable::run(oracle, &settings, recording, &body);
    } else {
        lane::run(oracle, &settings, recording, &body);
    }
}
