//! TODO: say what this is, in one sentence.

use interleaving::sync::atomic::{AtomicU32, Ordering};

/// TODO: say what it represents.
#[derive(Debug, Default)]
pub struct Counter {
    count: AtomicU32,
}

impl Counter {
    /// TODO: say what it does and what it promises.
    pub fn increment(&self) {
        // TODO: say in a sentence what to change here.
        let count = self.count.load(Ordering::SeqCst);
        self.count.store(count + 1, Ordering::SeqCst);
    }

    /// The number of increments.
    pub fn get(&self) -> u32 {
        self.count.load(Ordering::SeqCst)
    }
}
