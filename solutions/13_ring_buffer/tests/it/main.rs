//! The reference under the tests that a submission faces.

extern crate ring_buffer_solution as ring_buffer;

mod hidden;
#[path = "../../../../exercises/13_ring_buffer/tests/public.rs"]
mod public;
