//! Runs the public and the hidden tests on the reference.

extern crate tickets_solution as tickets;

mod hidden;
#[path = "../../../../exercises/03_tickets/tests/public.rs"]
mod public;
