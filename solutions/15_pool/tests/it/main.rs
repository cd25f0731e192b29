//! Runs the public and the hidden tests on the reference.

extern crate pool_solution as pool;

mod hidden;
#[path = "../../../../exercises/15_pool/tests/public.rs"]
mod public;
