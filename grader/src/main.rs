//! The grader: collect → screen → compile → run → judge → record → report.
#![expect(dead_code, unreachable_pub, reason = "the pipeline is being built")]

mod exercise;
mod outcome;
mod verdict;

fn main() {}
