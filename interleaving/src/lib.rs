#![doc = include_str!("../README.md")]

pub mod cell;
pub mod hint;
pub mod net;
pub mod process;
pub mod sync;
pub mod thread;
pub mod time;

mod check;
pub use check::{
    Actor, Budget, Calls, Check, Ending, Left, Meeting, Outcomes, Search, actor, alone, check, concurrently,
    outcomes, possible, predicts, survives, waits,
};

pub mod harness;
pub mod report;

mod audit;
mod diagnosis;
mod facts;
mod failure;
mod judge;
mod run;
mod search;
mod show;
mod spec;
