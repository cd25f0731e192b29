//! design: one lock around all; a thread that cannot go on releases it, yields and checks again
//!
//! No semaphore and no condition variable: no thread sleeps, so `close` wakes none.

use interleaving::sync::Mutex;
use interleaving::thread;

/// A ring of slots for many writers and many readers.
pub struct RingBuffer<T> {
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
        Self { ring: Mutex::new(Ring { slots, insert: 0, remove: 0, closed: false }) }
    }

    /// Waits for an empty slot and writes the item. If the ring is closed before or during the wait, the item
    /// comes back.
    pub fn write(&self, item: T) -> Result<(), T> {
        loop {
            let mut ring = self.ring.lock().unwrap();
            if ring.closed {
                return Err(item);
            }
            let slot = ring.insert;
            if ring.slots[slot].is_none() {
                ring.slots[slot] = Some(item);
                ring.insert = (slot + 1) % ring.slots.len();
                return Ok(());
            }
            drop(ring);
            thread::yield_now();
        }
    }

    /// Waits for a full slot and takes its item, the oldest first. Returns `None` when the ring is closed and
    /// nothing is left.
    pub fn read(&self) -> Option<T> {
        loop {
            let mut ring = self.ring.lock().unwrap();
            let slot = ring.remove;
            if let Some(item) = ring.slots[slot].take() {
                ring.remove = (slot + 1) % ring.slots.len();
                return Some(item);
            }
            if ring.closed {
                return None;
            }
            drop(ring);
            thread::yield_now();
        }
    }

    /// Closes the ring: it accepts no more items, and all waiting threads wake. A second call does no harm.
    pub fn close(&self) {
        self.ring.lock().unwrap().closed = true;
    }
}
