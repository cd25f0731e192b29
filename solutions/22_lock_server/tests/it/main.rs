//! Runs the public and the hidden tests on the reference.

extern crate lock_server_solution as lock_server;

mod hidden;
#[path = "../../../../exercises/22_lock_server/tests/public.rs"]
mod public;
