//! The reference against the public and the hidden tests.

extern crate NAME_solution as NAME;

mod hidden;
#[path = "../../../../exercises/FOLDER/tests/public.rs"]
mod public;
