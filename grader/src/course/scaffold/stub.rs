//! TODO: what this is, in one sentence.

use interleaving::sync::atomic::{AtomicU32, Ordering};

/// TODO: what it stands for.
#[derive(Debug, Default)]
pub struct Counter {
    count: AtomicU32,
}

impl Counter {
    /// TODO: what it does, and what is promised.
    pub fn increment(&self) {
        // TODO: say what to change here, in a sentence.
        let count = self.count.load(Ordering::SeqCst);
        self.count.store(count + 1, Ordering::SeqCst);
    }

    /// How many increments there were.
    pub fn get(&self) -> u32 {
        self.count.load(Ordering::SeqCst)
    }
}
