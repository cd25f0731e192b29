//! design: one lock around a queue, two condition variables, `close` notifies all

use std::collections::VecDeque;

use interleaving::sync::{Condvar, Mutex};

/// A ring of slots for many writers and many readers.
pub struct RingBuffer<T> {
    capacity: usize,
    ring: Mutex<Ring<T>>,
    written: Condvar,
    read: Condvar,
}

struct Ring<T> {
    items: VecDeque<T>,
    closed: bool,
}

impl<T> RingBuffer<T> {
    /// A ring with this many slots, at least one, all empty.
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            ring: Mutex::new(Ring { items: VecDeque::new(), closed: false }),
            written: Condvar::new(),
            read: Condvar::new(),
        }
    }

    /// Waits for an empty slot and writes the item. If the ring is closed before or during the wait, the item
    /// comes back.
    pub fn write(&self, item: T) -> Result<(), T> {
        let mut ring = self.ring.lock().unwrap();
        while ring.items.len() == self.capacity && !ring.closed {
            ring = self.read.wait(ring).unwrap();
        }
        if ring.closed {
            return Err(item);
        }
        ring.items.push_back(item);
        self.written.notify_one();
        Ok(())
    }

    /// Waits for a full slot and takes its item, the oldest first. Returns `None` when the ring is closed and
    /// nothing is left.
    pub fn read(&self) -> Option<T> {
        let mut ring = self.ring.lock().unwrap();
        while ring.items.is_empty() && !ring.closed {
            ring = self.written.wait(ring).unwrap();
        }
        let item = ring.items.pop_front()?;
        self.read.notify_one();
        Some(item)
    }

    /// Closes the ring: it accepts no more items, and all waiting threads wake. A second call does no harm.
    pub fn close(&self) {
        self.ring.lock().unwrap().closed = true;
        self.written.notify_all();
        self.read.notify_all();
    }
}
