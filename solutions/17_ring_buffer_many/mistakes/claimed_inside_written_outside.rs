//! breaks: rule 2, rule 3, rule 4, rule 5, rule 6, claimed and not yet written
//!
//! Claims the slot under the lock and writes it afterwards, to hold the lock as briefly as possible. A reader
//! that another writer signals finds the claimed slot still empty.

use interleaving::sync::{Mutex, Semaphore};

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
        *self.slots[slot].lock().unwrap() = Some(item);
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
        let item = self.slots[slot].lock().unwrap().take();
        self.empty.signal();
        item
    }

    /// Closes the ring: it accepts no more items, and all waiting threads wake. A second call does no harm.
    pub fn close(&self) {
        self.points.lock().unwrap().closed = true;
        self.empty.signal();
        self.full.signal();
    }
}
