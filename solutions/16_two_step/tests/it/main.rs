//! Runs the public and the hidden tests on the reference.

extern crate two_step_solution as two_step;

mod hidden;
#[path = "../../../../exercises/16_two_step/tests/public.rs"]
mod public;
