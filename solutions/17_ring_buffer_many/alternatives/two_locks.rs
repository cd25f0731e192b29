//! design: a lock for the writers and one for the readers, each held while its holder waits for a slot
//!
//! A waiting writer keeps out only writers, which could not write either. So it checks `closed` after the wait.

use interleaving::sync::atomic::{AtomicBool, Ordering::SeqCst};
use interleaving::sync::{Mutex, Semaphore};

/// A ring of slots for many writers and many readers.
pub struct RingBuffer<T> {
    slots: Vec<Mutex<Option<T>>>,
    empty: Semaphore,
    full: Semaphore,
    /// The next slot to write, and the next one to read.
    insert: Mutex<usize>,
    remove: Mutex<usize>,
    closed: AtomicBool,
}

impl<T> RingBuffer<T> {
    /// A ring with this many slots, at least one, all empty.
    pub fn new(capacity: usize) -> Self {
        Self {
            slots: (0..capacity).map(|_| Mutex::new(None)).collect(),
            empty: Semaphore::new(capacity),
            full: Semaphore::new(0),
            insert: Mutex::new(0),
            remove: Mutex::new(0),
            closed: AtomicBool::new(false),
        }
    }

    /// Waits for an empty slot and writes the item. If the ring is closed before or during the wait, the item
    /// comes back.
    pub fn write(&self, item: T) -> Result<(), T> {
        let mut insert = self.insert.lock().unwrap();
        self.empty.wait();
        let mut slot = self.slots[*insert].lock().unwrap();
        // Checked with the slot locked: a reader that finds it empty, and the ring closed, may rely on that.
        if self.closed.load(SeqCst) {
            self.empty.signal();
            return Err(item);
        }
        *slot = Some(item);
        *insert = (*insert + 1) % self.slots.len();
        self.full.signal();
        Ok(())
    }

    /// Waits for a full slot and takes its item, the oldest first. Returns `None` when the ring is closed and
    /// nothing is left.
    pub fn read(&self) -> Option<T> {
        let mut remove = self.remove.lock().unwrap();
        self.full.wait();
        let Some(item) = self.slots[*remove].lock().unwrap().take() else {
            self.full.signal();
            return None;
        };
        *remove = (*remove + 1) % self.slots.len();
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
