//! breaks: rule 2, rule 3, rule 5, rule 6, lost update
//!
//! The semaphores of one writer and one reader; every thread reads, uses and writes back the next slot.

use interleaving::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use interleaving::sync::{Mutex, Semaphore};

/// A ring of slots for many writers and many readers.
pub struct RingBuffer<T> {
    slots: Vec<Mutex<Option<T>>>,
    empty: Semaphore,
    full: Semaphore,
    /// The next slot to write, and the next one to read.
    insert: AtomicUsize,
    remove: AtomicUsize,
    closed: AtomicBool,
}

impl<T> RingBuffer<T> {
    /// A ring with this many slots, at least one, all empty.
    pub fn new(capacity: usize) -> Self {
        Self {
            slots: (0..capacity).map(|_| Mutex::new(None)).collect(),
            empty: Semaphore::new(capacity),
            full: Semaphore::new(0),
            insert: AtomicUsize::new(0),
            remove: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
        }
    }

    /// Waits for an empty slot and writes the item. If the ring is closed before or during the wait, the item
    /// comes back.
    pub fn write(&self, item: T) -> Result<(), T> {
        self.empty.wait();
        if self.closed.load(SeqCst) {
            self.empty.signal();
            return Err(item);
        }
        let slot = self.insert.load(SeqCst);
        *self.slots[slot].lock().unwrap() = Some(item);
        self.insert.store((slot + 1) % self.slots.len(), SeqCst);
        self.full.signal();
        Ok(())
    }

    /// Waits for a full slot and takes its item, the oldest first. Returns `None` when the ring is closed and
    /// nothing is left.
    pub fn read(&self) -> Option<T> {
        self.full.wait();
        let slot = self.remove.load(SeqCst);
        let Some(item) = self.slots[slot].lock().unwrap().take() else {
            self.full.signal();
            return None;
        };
        self.remove.store((slot + 1) % self.slots.len(), SeqCst);
        self.empty.signal();
        Some(item)
    }

    /// Closes the ring: it accepts no more items, and all waiting threads wake. A second call does no harm.
    pub fn close(&self) {
        self.closed.store(true, SeqCst);
        self.empty.signal();
        self.full.signal();
    }
}
