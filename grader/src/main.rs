//! The grader: collect → screen → compile → run → judge → record → report.
#![allow(dead_code, unreachable_pub, reason = "the pipeline is being built")]

mod engine;
mod exercise;
mod collect;
mod exit;
mod grade;
mod parallel;
mod readme;
mod outcome;
mod process;
mod judge;
mod record;
mod report;
mod verdict;
mod verify;

#[cfg(test)]
mod fake;

fn main() {}
