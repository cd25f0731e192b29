//! Small programs as students write them, each in a file of its own because reports name files and lines.

pub(crate) mod account;
pub(crate) mod counter;
pub(crate) mod forks;
pub(crate) mod machine;
pub(crate) mod pile;
pub(crate) mod queue;
pub(crate) mod signal;
pub(crate) mod stock;
