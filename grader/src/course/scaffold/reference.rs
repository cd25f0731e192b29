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
        // TODO: say why, where the stub said TODO.
        self.count.fetch_add(1, Ordering::SeqCst);
    }

    /// How many increments there were.
    pub fn get(&self) -> u32 {
        self.count.load(Ordering::SeqCst)
    }
}

// TODO: end with a note on another way.
