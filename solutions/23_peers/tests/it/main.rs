//! Runs the public and the hidden tests on the reference.

extern crate peers_solution as peers;

mod hidden;
#[path = "../../../../exercises/23_peers/tests/public.rs"]
mod public;
