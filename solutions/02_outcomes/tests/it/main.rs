//! Runs the public and the hidden tests on the reference.

extern crate outcomes_solution as outcomes;

mod hidden;
#[path = "../../../../exercises/02_outcomes/tests/public.rs"]
mod public;
