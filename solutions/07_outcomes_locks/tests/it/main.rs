//! Runs the reference against the tests that a submission faces.

extern crate outcomes_locks_solution as outcomes_locks;

mod hidden;
#[path = "../../../../exercises/07_outcomes_locks/tests/public.rs"]
mod public;
