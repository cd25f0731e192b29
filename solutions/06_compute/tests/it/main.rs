//! Runs the reference against the tests that a submission faces.

extern crate compute_solution as compute;

mod hidden;
#[path = "../../../../exercises/06_compute/tests/public.rs"]
mod public;
