//! The reference: a ring of slots between the threads that write a page and those that read it.
//!
//! Two semaphores count the slots, as with one writer and one reader: `empty` and `full`. One binary lock lets
//! all threads agree on the next slot. No thread waits for a slot while it holds the lock.

use interleaving::sync::{Mutex, Semaphore};

/// A ring of slots for many writers and many readers. The signatures are fixed, the fields are yours.
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
        self.empty.wait();
        let mut ring = self.ring.lock().unwrap();
        if ring.closed {
            drop(ring);
            // The signal may be that of `close`. It wakes one writer; each writer that leaves wakes the next.
            self.empty.signal();
            return Err(item);
        }
        // Written before any other writer can claim a slot: a signalled reader must find the oldest one full.
        let slot = ring.insert;
        ring.slots[slot] = Some(item);
        ring.insert = (slot + 1) % ring.slots.len();
        drop(ring);
        self.full.signal();
        Ok(())
    }

    /// Waits for a full slot and takes its item, the oldest first. Returns `None` when the ring is closed and
    /// nothing is left.
    pub fn read(&self) -> Option<T> {
        self.full.wait();
        let mut ring = self.ring.lock().unwrap();
        let slot = ring.remove;
        let Some(item) = ring.slots[slot].take() else {
            drop(ring);
            // Only `close` signals a reader without an item. The next reader must wake too.
            self.full.signal();
            return None;
        };
        ring.remove = (slot + 1) % ring.slots.len();
        drop(ring);
        self.empty.signal();
        Some(item)
    }

    /// Closes the ring: it accepts no more items, and all waiting threads wake. A second call does no harm.
    pub fn close(&self) {
        // Under the lock: what a writer reads here still holds when it writes.
        self.ring.lock().unwrap().closed = true;
        self.empty.signal();
        self.full.signal();
    }
}

// Another way: one lock and two condition variables instead of the semaphores. Then `close` notifies all, and
// no thread has to pass the signal on.
