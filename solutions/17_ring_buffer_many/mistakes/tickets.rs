//! breaks: rule 3, rule 6, claimed and not yet written
//!
//! Each writer draws a slot by `fetch_add` and waits until it is empty, each reader draws one and waits until
//! it is full. Two that are a whole round apart wait for the same slot.

use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use interleaving::thread;

/// A ring of slots for many writers and many readers.
pub struct RingBuffer<T> {
    slots: Vec<Mutex<Option<T>>>,
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
            insert: AtomicUsize::new(0),
            remove: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
        }
    }

    /// Waits for an empty slot and writes the item. If the ring is closed before or during the wait, the item
    /// comes back.
    pub fn write(&self, item: T) -> Result<(), T> {
        let slot = self.insert.fetch_add(1, SeqCst) % self.slots.len();
        loop {
            if self.closed.load(SeqCst) {
                return Err(item);
            }
            let mut slot = self.slots[slot].lock().unwrap();
            if slot.is_none() {
                *slot = Some(item);
                return Ok(());
            }
            drop(slot);
            thread::yield_now();
        }
    }

    /// Waits for a full slot and takes its item, the oldest first. Returns `None` when the ring is closed and
    /// nothing is left.
    pub fn read(&self) -> Option<T> {
        let slot = self.remove.fetch_add(1, SeqCst) % self.slots.len();
        loop {
            if let Some(item) = self.slots[slot].lock().unwrap().take() {
                return Some(item);
            }
            if self.closed.load(SeqCst) {
                return None;
            }
            thread::yield_now();
        }
    }

    /// Closes the ring: it accepts no more items, and all waiting threads wake. A second call does no harm.
    pub fn close(&self) {
        self.closed.store(true, SeqCst);
    }
}
