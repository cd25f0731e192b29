//! Runs the public and the hidden tests on the reference.

extern crate bank_server_solution as bank_server;

mod hidden;
#[path = "../../../../exercises/21_bank_server/tests/public.rs"]
mod public;
