//! breaks: rule 2, rule 3, rule 5, rule 6, lost update
//!
//! The semaphores of one writer and one reader, and the next slot read, used and written back by everybody.

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
    /// A ring with so many slots, one or more, all empty.
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

    /// Waits for an empty slot and writes the item. If the ring is closed, before or while this waits, the
    /// item comes back.
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

    /// Waits for a full slot and takes its item, the oldest first. `None` when the ring is closed and nothing
    /// is left.
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

    /// Ends it: nothing is accepted any more, and whoever waits is called. Once is enough, more do no harm.
    pub fn close(&self) {
        self.closed.store(true, SeqCst);
        self.empty.signal();
        self.full.signal();
    }
}
