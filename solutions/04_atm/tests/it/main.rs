//! Runs the public and the hidden tests on the reference.

extern crate atm_solution as atm;

mod hidden;
#[path = "../../../../exercises/04_atm/tests/public.rs"]
mod public;
