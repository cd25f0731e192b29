//! Runs the reference against the tests that a submission faces.

extern crate transfer_solution as transfer;

mod claims;
mod hidden;
#[path = "../../../../exercises/08_transfer/tests/public.rs"]
mod public;
