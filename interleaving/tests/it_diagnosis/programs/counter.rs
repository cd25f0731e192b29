use interleaving::sync::atomic::{AtomicBool, AtomicI64, Ordering::SeqCst};

pub(crate) struct Counter {
    pub(crate) count: AtomicI64,
}

impl Counter {
    pub(crate) fn new(count: i64) -> Self {
        Self { count: AtomicI64::new(count) }
    }

    pub(crate) fn increment(&self) {
        let count = self.count.load(SeqCst);
        self.count.store(count + 1, SeqCst);
    }

    pub(crate) fn increment_at_once(&self) {
        self.count.fetch_add(1, SeqCst);
    }

    pub(crate) fn increment_by_exchange(&self) {
        let mut count = self.count.load(SeqCst);
        while let Err(found) = self.count.compare_exchange(count, count + 1, SeqCst, SeqCst) {
            count = found;
        }
    }

    pub(crate) fn take_one(&self) {
        if self.count.load(SeqCst) > 0 {
            self.count.fetch_sub(1, SeqCst);
        }
    }

    pub(crate) fn get(&self) -> i64 {
        self.count.load(SeqCst)
    }

    pub(crate) fn take_over(&self, other: &Self) {
        self.count.store(other.count.load(SeqCst), SeqCst);
    }
}

/// A hand-written lock that reads and takes in two steps.
pub(crate) struct Flag {
    taken: AtomicBool,
}

impl Flag {
    pub(crate) fn new() -> Self {
        Self { taken: AtomicBool::new(false) }
    }

    pub(crate) fn lock(&self) {
        while self.taken.load(SeqCst) {
            interleaving::hint::spin_loop();
        }
        self.taken.store(true, SeqCst);
    }

    pub(crate) fn lock_at_once(&self) {
        while self.taken.load(SeqCst) || self.taken.swap(true, SeqCst) {
            interleaving::hint::spin_loop();
        }
    }

    pub(crate) fn unlock(&self) {
        self.taken.store(false, SeqCst);
    }
}
