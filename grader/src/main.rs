//! The grader: collect → screen → compile → run → judge → record → report.
#![allow(dead_code, unreachable_pub, reason = "the pipeline is being built")]

mod engine;
mod exercise;
mod exit;
mod judge;
mod outcome;
mod record;
mod report;
mod verdict;

#[cfg(test)]
mod fake;

fn main() {}
