//! The grader: collect → screen → compile → run → judge → record → report.
#![expect(dead_code, unreachable_pub, reason = "the pipeline is being built")]

mod collect;
mod compile;
mod exercise;
mod outcome;
mod pipeline;
mod process;
mod program;
mod run;
mod screen;
#[cfg(test)]
mod testing;
mod text;
mod verdict;
mod workbench;

fn main() {}
