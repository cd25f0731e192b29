//! Fixed hash keys, addresses and stacks, for programs that differ from one execution to the next without
//! them.
//!
//! The program's allocations come from an arena; the checker's come from the system, so that they cannot move
//! the program's memory.

mod allocator;
mod arena;
mod hash_keys;
mod stacks;

pub(crate) use arena::{Lease, set_inside};
pub(crate) use hash_keys::{fix_hash_keys, start_hash_keys_at};
pub(crate) use stacks::Stacks;
