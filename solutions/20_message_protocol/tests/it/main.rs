//! Runs the public and the hidden tests on the reference.

extern crate message_protocol_solution as message_protocol;

mod hidden;
#[path = "../../../../exercises/20_message_protocol/tests/public.rs"]
mod public;
