//! Runs the public and the hidden tests against the reference.

extern crate NAME_solution as NAME;

mod hidden;
#[path = "../../../../exercises/FOLDER/tests/public.rs"]
mod public;
