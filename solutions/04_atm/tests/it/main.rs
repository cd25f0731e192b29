//! The reference under the tests that a submission faces.

extern crate atm_solution as atm;

mod hidden;
#[path = "../../../../exercises/04_atm/tests/public.rs"]
mod public;
