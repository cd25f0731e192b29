//! Runs the tests of a submission against the reference.

extern crate pass_the_ball_solution as pass_the_ball;

mod claims;
mod hidden;
#[path = "../../../../exercises/12_pass_the_ball/tests/public.rs"]
mod public;
