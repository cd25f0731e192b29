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
        // TODO: say why, where the stub has its TODO.
        self.count.fetch_add(1, Ordering::SeqCst);
    }

    /// The number of increments.
    pub fn get(&self) -> u32 {
        self.count.load(Ordering::SeqCst)
    }
}

// TODO: end with a note on another way.
