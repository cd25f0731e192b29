//! Runs the tests of a submission against the reference.

extern crate philosophers_limit_solution as philosophers_limit;

mod hidden;
#[path = "../../../../exercises/11_philosophers_limit/tests/public.rs"]
mod public;
