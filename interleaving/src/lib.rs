//! std's `sync` and `thread`, made checkable.

pub mod cell;
pub mod hint;
pub mod sync;
pub mod thread;
pub mod time;

mod check;
pub use check::{
    Actor, Budget, Calls, Check, Meeting, actor, alone, check, concurrently, possible, survives,
};

pub mod harness;
pub mod report;

mod diagnosis;
mod oracle;
mod run;
mod show;
mod spec;
