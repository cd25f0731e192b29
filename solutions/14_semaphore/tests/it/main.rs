//! The reference under the tests that a submission faces.

extern crate semaphore_solution as semaphore;

mod hidden;
#[path = "../../../../exercises/14_semaphore/tests/public.rs"]
mod public;
