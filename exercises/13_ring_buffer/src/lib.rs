//! The smallest possible Internet: one writer, one reader, and a ring of slots between them.
//!
//! It works while writes and reads alternate. Run the tests to see what happens when one end is faster.

use std::sync::Arc;

use interleaving::cell::Shared;

/// The state that both ends share. The fields are yours.
struct Internet {
    buffer: Vec<Shared<char>>,
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
    let internet = Arc::new(Internet { buffer: (0..size).map(slot).collect() });
    (Writer { internet: Arc::clone(&internet), next: 0 }, Reader { internet, next: 0 })
}

impl Writer {
    /// Writes `c` into the next slot; waits while that slot holds an unread character.
    pub fn write(&mut self, c: char) {
        // TODO: Wait for an empty slot before this, and tell the reader afterwards.
        self.internet.buffer[self.next].set(c);
        self.next = (self.next + 1) % self.internet.buffer.len();
    }
}

impl Reader {
    /// Reads the next slot; waits while it holds nothing unread. The slot is empty when the call returns.
    pub fn read(&mut self) -> char {
        // TODO: Wait for a full slot before this, and tell the writer afterwards.
        let c = self.internet.buffer[self.next].get();
        self.next = (self.next + 1) % self.internet.buffer.len();
        c
    }
}
