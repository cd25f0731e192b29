//! Networks of processes: exhausted, failing, and shown as a message table.

mod peers;
mod soundness;
