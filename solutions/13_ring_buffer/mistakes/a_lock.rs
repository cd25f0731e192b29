//! breaks: rule 2, rule 3, mutual exclusion instead of waiting
//!
//! One semaphore serves as a lock: the two ends never use the buffer together, but neither waits for a slot.

use std::sync::Arc;

use interleaving::cell::Shared;
use interleaving::sync::Semaphore;

/// The state that both ends share.
struct Internet {
    buffer: Vec<Shared<char>>,
    /// Lets one end in at a time.
    lock: Semaphore,
}

/// The writing end; there is only one. The signatures are fixed, the fields are yours.
pub struct Writer {
    internet: Arc<Internet>,
    /// The next slot to write.
    next: usize,
}

/// The reading end; there is only one. The signatures are fixed, the fields are yours.
pub struct Reader {
    internet: Arc<Internet>,
    /// The next slot to read.
    next: usize,
}

/// Creates an empty ring of `size` slots, at least one, and returns its two ends.
pub fn internet(size: usize) -> (Writer, Reader) {
    // An unwritten slot shows `?`.
    let slot = |slot| Shared::new('?').named(&format!("slot {slot}"));
    let internet = Arc::new(Internet { buffer: (0..size).map(slot).collect(), lock: Semaphore::new(1) });
    (Writer { internet: Arc::clone(&internet), next: 0 }, Reader { internet, next: 0 })
}

impl Writer {
    /// Writes `c` into the next slot; waits while that slot holds an unread character.
    pub fn write(&mut self, c: char) {
        self.internet.lock.wait();
        self.internet.buffer[self.next].set(c);
        self.internet.lock.signal();
        self.next = (self.next + 1) % self.internet.buffer.len();
    }
}

impl Reader {
    /// Reads the next slot; waits while it holds nothing unread. The slot is empty when the call returns.
    pub fn read(&mut self) -> char {
        self.internet.lock.wait();
        let c = self.internet.buffer[self.next].get();
        self.internet.lock.signal();
        self.next = (self.next + 1) % self.internet.buffer.len();
        c
    }
}
