//! design: two numbers that only grow, and a busy loop
//!
//! Burns a processor where the other version yields: for two threads on two processors with short waits.

use std::sync::Arc;

use interleaving::cell::Shared;
use interleaving::hint;
use interleaving::sync::atomic::{AtomicUsize, Ordering};

/// The state that both ends share.
struct Internet {
    buffer: Vec<Shared<char>>,
    /// The number of characters written; only the writer changes it.
    written: AtomicUsize,
    /// The number of characters read; only the reader changes it.
    read: AtomicUsize,
}

/// The writing end; there is only one. The signatures are fixed, the fields are yours.
pub struct Writer {
    internet: Arc<Internet>,
    /// The number of characters written.
    written: usize,
}

/// The reading end; there is only one. The signatures are fixed, the fields are yours.
pub struct Reader {
    internet: Arc<Internet>,
    /// The number of characters read.
    read: usize,
}

/// Creates an empty ring of `size` slots, at least one, and returns its two ends.
pub fn internet(size: usize) -> (Writer, Reader) {
    // An unwritten slot shows `?`.
    let slot = |slot| Shared::new('?').named(&format!("slot {slot}"));
    let internet = Arc::new(Internet {
        buffer: (0..size).map(slot).collect(),
        written: AtomicUsize::new(0),
        read: AtomicUsize::new(0),
    });
    (Writer { internet: Arc::clone(&internet), written: 0 }, Reader { internet, read: 0 })
}

impl Writer {
    /// Writes `c` into the next slot; waits while that slot holds an unread character.
    pub fn write(&mut self, c: char) {
        let size = self.internet.buffer.len();
        // Acquire pairs with the Release in `read`: the slot has been read.
        while self.written - self.internet.read.load(Ordering::Acquire) == size {
            hint::spin_loop();
        }
        self.internet.buffer[self.written % size].set(c);
        self.written += 1;
        // Release pairs with the Acquire in `read`: a reader that sees the number sees the slot.
        self.internet.written.store(self.written, Ordering::Release);
    }
}

impl Reader {
    /// Reads the next slot; waits while it holds nothing unread. The slot is empty when the call returns.
    pub fn read(&mut self) -> char {
        // Acquire pairs with the Release in `write`.
        while self.internet.written.load(Ordering::Acquire) == self.read {
            hint::spin_loop();
        }
        let c = self.internet.buffer[self.read % self.internet.buffer.len()].get();
        self.read += 1;
        // Release pairs with the Acquire in `write`.
        self.internet.read.store(self.read, Ordering::Release);
        c
    }
}
