//! The reference under the tests that a submission faces.

extern crate withdraw_solution as withdraw;

mod hidden;
#[path = "../../../../exercises/01_withdraw/tests/public.rs"]
mod public;
