//! Runs the public and the hidden tests on the reference.

extern crate copies_solution as copies;

mod hidden;
#[path = "../../../../exercises/24_copies/tests/public.rs"]
mod public;
