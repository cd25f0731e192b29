//! A ring of slots between those who write a page and those who read it.
//!
//! It does for one writer and one reader, and waits by looking again and again. Run the tests to see what
//! becomes of two writers.

use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use interleaving::thread;

/// A ring of slots for many writers and many readers. The signatures are fixed, the fields are yours.
pub struct RingBuffer<T> {
    slots: Vec<Mutex<Option<T>>>,
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
            insert: AtomicUsize::new(0),
            remove: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
        }
    }

    /// Waits for an empty slot and writes the item. If the ring is closed, before or while this waits, the
    /// item comes back.
    pub fn write(&self, item: T) -> Result<(), T> {
        // TODO: Start from your own `ring_buffer`, let all writers agree on the next slot, and heed `close`.
        let slot = self.insert.load(SeqCst);
        while self.slots[slot].lock().unwrap().is_some() {
            thread::yield_now();
        }
        if self.closed.load(SeqCst) {
            return Err(item);
        }
        *self.slots[slot].lock().unwrap() = Some(item);
        self.insert.store((slot + 1) % self.slots.len(), SeqCst);
        Ok(())
    }

    /// Waits for a full slot and takes its item, the oldest first. `None` when the ring is closed and nothing
    /// is left.
    pub fn read(&self) -> Option<T> {
        // TODO: Let all readers agree on the next slot, too.
        let slot = self.remove.load(SeqCst);
        loop {
            if let Some(item) = self.slots[slot].lock().unwrap().take() {
                self.remove.store((slot + 1) % self.slots.len(), SeqCst);
                return Some(item);
            }
            if self.closed.load(SeqCst) {
                return None;
            }
            thread::yield_now();
        }
    }

    /// Ends it: nothing is accepted any more, and whoever waits is called. Once is enough, more do no harm.
    pub fn close(&self) {
        self.closed.store(true, SeqCst);
    }
}
