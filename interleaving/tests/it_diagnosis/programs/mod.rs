//! Small programs as students write them: each in a file of its own, as the lines are told.

pub(crate) mod account;
pub(crate) mod counter;
pub(crate) mod forks;
pub(crate) mod pile;
pub(crate) mod queue;
pub(crate) mod signal;
pub(crate) mod stock;
