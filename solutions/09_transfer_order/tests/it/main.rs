//! Runs the tests of a submission against the reference.

extern crate transfer_order_solution as transfer_order;

mod claims;
mod hidden;
#[path = "../../../../exercises/09_transfer_order/tests/public.rs"]
mod public;
