//! The reference under the tests that a submission faces.

extern crate outcomes_solution as outcomes;

mod hidden;
#[path = "../../../../exercises/02_outcomes/tests/public.rs"]
mod public;
