//! Networks of processes: exhausted, failing, and shown as a message table.

mod faults;
mod peers;
mod soundness;
