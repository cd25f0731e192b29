//! The reference under the tests that a submission faces.

extern crate philosophers_solution as philosophers;

mod hidden;
#[path = "../../../../exercises/10_philosophers/tests/public.rs"]
mod public;
