//! The reference under the tests that a submission faces.

extern crate ring_buffer_many_solution as ring_buffer_many;

mod hidden;
#[path = "../../../../exercises/17_ring_buffer_many/tests/public.rs"]
mod public;
