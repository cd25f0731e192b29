//! The reference under the tests that a submission faces.

extern crate pool_solution as pool;

mod hidden;
#[path = "../../../../exercises/15_pool/tests/public.rs"]
mod public;
