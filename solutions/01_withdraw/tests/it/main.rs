//! Runs the public and the hidden tests on the reference.

extern crate withdraw_solution as withdraw;

mod hidden;
#[path = "../../../../exercises/01_withdraw/tests/public.rs"]
mod public;
