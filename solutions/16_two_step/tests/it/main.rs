//! The reference under the tests that a submission faces.

extern crate two_step_solution as two_step;

mod hidden;
#[path = "../../../../exercises/16_two_step/tests/public.rs"]
mod public;
