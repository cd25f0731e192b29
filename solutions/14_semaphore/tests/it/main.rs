//! Runs the public and the hidden tests on the reference.

extern crate semaphore_solution as semaphore;

mod hidden;
#[path = "../../../../exercises/14_semaphore/tests/public.rs"]
mod public;
