//! Runs the public and the hidden tests on the reference.

extern crate ring_buffer_many_solution as ring_buffer_many;

mod hidden;
#[path = "../../../../exercises/17_ring_buffer_many/tests/public.rs"]
mod public;
