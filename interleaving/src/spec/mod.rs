//! The one specification that every interpreter follows: what each operation needs and does.
//!
//! A shared object is a [`State`]; an operation is an [`Action`] by a thread on one object. This module
//! alone answers three questions: is the operation *enabled* (may the thread go on now), what does it do
//! when it is *applied*, and which threads does it wake. The explorer asks before each switch; loom and
//! std ask in a lock-and-condvar loop.

mod action;
mod connection;
mod effect;
pub(crate) mod network;
mod socket;
mod state;

pub use action::{Action, Waiting};
pub(crate) use effect::Effect;
pub use socket::{Half, Side, Socket};
pub(crate) use state::{Seed, State};

/// A thread of one execution; 0 is the body of the check itself.
pub(crate) type Tid = usize;
