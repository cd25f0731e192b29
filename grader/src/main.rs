//! The grader: collect → screen → compile → run → judge → record → report.
#![expect(dead_code, unreachable_pub, reason = "the pipeline is being built")]

mod exercise;
mod collect;
mod outcome;
mod process;
mod program;
mod verdict;
mod workbench;

fn main() {}
