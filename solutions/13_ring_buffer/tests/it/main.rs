//! Runs the public and the hidden tests on the reference.

extern crate ring_buffer_solution as ring_buffer;

mod hidden;
#[path = "../../../../exercises/13_ring_buffer/tests/public.rs"]
mod public;
