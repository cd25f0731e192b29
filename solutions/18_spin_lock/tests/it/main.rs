//! Runs the public and the hidden tests on the reference.

extern crate spin_lock_solution as spin_lock;

mod hidden;
#[path = "../../../../exercises/18_spin_lock/tests/public.rs"]
mod public;
