//! breaks: rule 3, claimed and not yet written
//!
//! Claims a slot under the lock, then waits until it is ready. A writer that comes a whole round later also
//! finds the slot empty, and may get in before the writer that was first.

use interleaving::sync::{Mutex, Semaphore};
use interleaving::thread;

/// A ring of slots for many writers and many readers.
pub struct RingBuffer<T> {
    slots: Vec<Mutex<Option<T>>>,
    empty: Semaphore,
    full: Semaphore,
    points: Mutex<Points>,
}

struct Points {
    /// The next slot to write, and the next one to read.
    insert: usize,
    remove: usize,
    /// The number of slots claimed by writers and not yet by readers.
    claimed: usize,
    closed: bool,
}

impl<T> RingBuffer<T> {
    /// A ring with this many slots, at least one, all empty.
    pub fn new(capacity: usize) -> Self {
        Self {
            slots: (0..capacity).map(|_| Mutex::new(None)).collect(),
            empty: Semaphore::new(capacity),
            full: Semaphore::new(0),
            points: Mutex::new(Points { insert: 0, remove: 0, claimed: 0, closed: false }),
        }
    }

    /// Waits for an empty slot and writes the item. If the ring is closed before or during the wait, the item
    /// comes back.
    pub fn write(&self, item: T) -> Result<(), T> {
        self.empty.wait();
        let mut points = self.points.lock().unwrap();
        if points.closed {
            drop(points);
            self.empty.signal();
            return Err(item);
        }
        let slot = points.insert;
        points.insert = (slot + 1) % self.slots.len();
        points.claimed += 1;
        drop(points);
        loop {
            let mut slot = self.slots[slot].lock().unwrap();
            if slot.is_none() {
                *slot = Some(item);
                break;
            }
            drop(slot);
            thread::yield_now();
        }
        self.full.signal();
        Ok(())
    }

    /// Waits for a full slot and takes its item, the oldest first. Returns `None` when the ring is closed and
    /// nothing is left.
    pub fn read(&self) -> Option<T> {
        self.full.wait();
        let mut points = self.points.lock().unwrap();
        if points.claimed == 0 {
            drop(points);
            self.full.signal();
            return None;
        }
        let slot = points.remove;
        points.remove = (slot + 1) % self.slots.len();
        points.claimed -= 1;
        drop(points);
        let item = loop {
            if let Some(item) = self.slots[slot].lock().unwrap().take() {
                break item;
            }
            thread::yield_now();
        };
        self.empty.signal();
        Some(item)
    }

    /// Closes the ring: it accepts no more items, and all waiting threads wake. A second call does no harm.
    pub fn close(&self) {
        self.points.lock().unwrap().closed = true;
        self.empty.signal();
        self.full.signal();
    }
}
