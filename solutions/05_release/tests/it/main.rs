//! Runs the reference against the tests that a submission faces.

extern crate release_solution as release;

mod hidden;
#[path = "../../../../exercises/05_release/tests/public.rs"]
mod public;
