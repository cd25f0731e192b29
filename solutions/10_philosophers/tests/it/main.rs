//! Runs the tests of a submission against the reference.

extern crate philosophers_solution as philosophers;

mod hidden;
#[path = "../../../../exercises/10_philosophers/tests/public.rs"]
mod public;
