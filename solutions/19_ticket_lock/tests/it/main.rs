//! Runs the public and the hidden tests on the reference.

extern crate ticket_lock_solution as ticket_lock;

mod hidden;
#[path = "../../../../exercises/19_ticket_lock/tests/public.rs"]
mod public;
