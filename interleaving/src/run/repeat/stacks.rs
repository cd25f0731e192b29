//! The stacks of model threads, kept from one execution to the next.

use shuttle_engine::runtime::thread::continuation::{CONTINUATION_POOL, ContinuationPool};

/// The engine's pool of stacks, passed on from the OS thread of one execution to that of the next.
pub(crate) struct Stacks {
    pub(crate) pool: ContinuationPool,
    /// The most threads that an execution had.
    count: usize,
}

// SAFETY: one OS thread has it at a time, and a join separates two of them, so that the reference
// counts and cells in it are never used by two at once. Between executions the pool holds only stacks
// that have finished their function: each is suspended in the engine's own loop, which keeps no reference to
// an OS thread. Stacks that were left in the middle of a function are freed or leaked, not pooled.
unsafe impl Send for Stacks {}

impl Stacks {
    pub(crate) fn new() -> Self {
        Self { pool: ContinuationPool::new(), count: 0 }
    }

    /// Prepares an execution after one with `threads` threads: the pool gives its stacks in the order in
    /// which they came back, which must be that of their addresses, as before every other execution.
    pub(crate) fn sort(&mut self, threads: usize, size: usize) {
        self.count = self.count.max(threads);
        CONTINUATION_POOL.set(&self.pool, || {
            let mut stacks: Vec<_> = (0..self.count).map(|_| ContinuationPool::acquire(size)).collect();
            // The yielder is at the upper end of its stack.
            stacks.sort_by_key(|stack| std::cmp::Reverse(stack.yielder.addr()));
            // One by one from the front: each goes to the end of the pool's queue.
            stacks.into_iter().for_each(drop);
        });
    }
}
