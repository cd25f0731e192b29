//! The reference under the tests that a submission faces.

extern crate tickets_solution as tickets;

mod hidden;
#[path = "../../../../exercises/03_tickets/tests/public.rs"]
mod public;
