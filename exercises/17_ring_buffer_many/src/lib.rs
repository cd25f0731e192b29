//! A ring of slots between the threads that write a page and those that read it.
//!
//! It works for one writer and one reader. Run the tests to see what happens with two writers.

use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use interleaving::thread;

/// A ring of slots for many writers and many readers. The signatures are fixed, the fields are yours.
pub struct RingBuffer<T> {
    slots: Vec<Mutex<Option<T>>>,
    /// The number of full slots.
    full: AtomicUsize,
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
            full: AtomicUsize::new(0),
            insert: AtomicUsize::new(0),
            remove: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
        }
    }

    /// Waits for an empty slot and writes the item. If the ring is closed before or during the wait, the item
    /// comes back.
    pub fn write(&self, item: T) -> Result<(), T> {
        // TODO: Start from your own `ring_buffer`, let all writers agree on the next slot, and heed `close`.
        while self.full.load(SeqCst) == self.slots.len() {
            thread::yield_now();
        }
        if self.closed.load(SeqCst) {
            return Err(item);
        }
        let slot = self.insert.load(SeqCst);
        *self.slots[slot].lock().unwrap() = Some(item);
        self.insert.store((slot + 1) % self.slots.len(), SeqCst);
        self.full.fetch_add(1, SeqCst);
        Ok(())
    }

    /// Waits for a full slot and takes its item, the oldest first. Returns `None` when the ring is closed and
    /// nothing is left.
    pub fn read(&self) -> Option<T> {
        // TODO: Let all readers agree on the next slot, too.
        while self.full.load(SeqCst) == 0 {
            if self.closed.load(SeqCst) {
                return None;
            }
            thread::yield_now();
        }
        let slot = self.remove.load(SeqCst);
        let item = self.slots[slot].lock().unwrap().take();
        self.remove.store((slot + 1) % self.slots.len(), SeqCst);
        self.full.fetch_sub(1, SeqCst);
        item
    }

    /// Closes the ring: it accepts no more items, and all waiting threads wake. A second call does no harm.
    pub fn close(&self) {
        self.closed.store(true, SeqCst);
    }
}
