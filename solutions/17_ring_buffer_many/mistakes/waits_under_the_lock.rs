//! breaks: rule 2, rule 3, rule 4, rule 5, rule 6, lock held while waiting
//!
//! Locks first and waits afterwards: the thread that could end the wait cannot get in.

use interleaving::sync::{Mutex, Semaphore};

/// A ring of slots for many writers and many readers.
pub struct RingBuffer<T> {
    empty: Semaphore,
    full: Semaphore,
    ring: Mutex<Ring<T>>,
}

struct Ring<T> {
    slots: Vec<Option<T>>,
    /// The next slot to write, and the next one to read.
    insert: usize,
    remove: usize,
    closed: bool,
}

impl<T> RingBuffer<T> {
    /// A ring with this many slots, at least one, all empty.
    pub fn new(capacity: usize) -> Self {
        let slots = (0..capacity).map(|_| None).collect();
        Self {
            empty: Semaphore::new(capacity),
            full: Semaphore::new(0),
            ring: Mutex::new(Ring { slots, insert: 0, remove: 0, closed: false }),
        }
    }

    /// Waits for an empty slot and writes the item. If the ring is closed before or during the wait, the item
    /// comes back.
    pub fn write(&self, item: T) -> Result<(), T> {
        let mut ring = self.ring.lock().unwrap();
        self.empty.wait();
        if ring.closed {
            self.empty.signal();
            return Err(item);
        }
        let slot = ring.insert;
        ring.slots[slot] = Some(item);
        ring.insert = (slot + 1) % ring.slots.len();
        self.full.signal();
        Ok(())
    }

    /// Waits for a full slot and takes its item, the oldest first. Returns `None` when the ring is closed and
    /// nothing is left.
    pub fn read(&self) -> Option<T> {
        let mut ring = self.ring.lock().unwrap();
        self.full.wait();
        let slot = ring.remove;
        let Some(item) = ring.slots[slot].take() else {
            self.full.signal();
            return None;
        };
        ring.remove = (slot + 1) % ring.slots.len();
        self.empty.signal();
        Some(item)
    }

    /// Closes the ring: it accepts no more items, and all waiting threads wake. A second call does no harm.
    pub fn close(&self) {
        self.ring.lock().unwrap().closed = true;
        self.empty.signal();
        self.full.signal();
    }
}
