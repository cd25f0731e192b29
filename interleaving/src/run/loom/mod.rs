//! loom's interpretation: the same specification under the C11 memory model.
//!
//! A mutex is loom's mutex, an atomic loom's atomic, a plain cell loom's access check. Every other operation
//! is a loop around a loom mutex (the object's *turn*) over the specification: look, and if the operation is
//! not enabled, park until another thread has changed the object. The [`World`](super::world::World) is
//! maintained here too, so that a deadlock is found, and explained, before loom would abort over it.
//!
//! An execution ends in one of three ways: by itself; *torn down*, when only threads that spin are left
//! (loom is alive, every thread unwinds and ends, and the exploration goes on); or *dead*, when it has
//! failed (one thread unwinds, and nothing touches loom any more, whatever the destructors do).

mod atomic;
mod explore;
mod panics;
mod perform;
mod ran;
mod spin;
mod stack;
mod step;
mod table;
mod threads;

pub(crate) use atomic::{Change, change, compare_exchange, load, store, update};
pub(crate) use explore::run;
pub(super) use perform::perform;
pub(crate) use ran::{Limit, Ran};
pub(super) use step::{blame, give_up};
pub(crate) use threads::spawn;
