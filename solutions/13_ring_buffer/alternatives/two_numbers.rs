//! design: two numbers that only grow, and a yield
//!
//! Full is a difference of `size`, empty a difference of 0; no slot is left over to tell them apart.

use std::sync::Arc;

use interleaving::cell::Shared;
use interleaving::sync::atomic::{AtomicUsize, Ordering};
use interleaving::thread;

/// What the two share.
struct Internet {
    buffer: Vec<Shared<char>>,
    /// How many were written; only the writer changes it.
    written: AtomicUsize,
    /// How many were read; only the reader changes it.
    read: AtomicUsize,
}

/// The end that is written to; there is only one. The signatures are fixed, the fields are yours.
pub struct Writer {
    internet: Arc<Internet>,
    /// How many were written.
    written: usize,
}

/// The end that is read from; there is only one. The signatures are fixed, the fields are yours.
pub struct Reader {
    internet: Arc<Internet>,
    /// How many were read.
    read: usize,
}

/// A ring of so many slots, one or more, and its two ends. Nothing has been written yet.
pub fn internet(size: usize) -> (Writer, Reader) {
    // A slot that was never written shows `?`.
    let slot = |slot| Shared::new('?').named(&format!("slot {slot}"));
    let internet = Arc::new(Internet {
        buffer: (0..size).map(slot).collect(),
        written: AtomicUsize::new(0),
        read: AtomicUsize::new(0),
    });
    (Writer { internet: Arc::clone(&internet), written: 0 }, Reader { internet, read: 0 })
}

impl Writer {
    /// Writes `c` into the next slot; waits as long as that slot holds something unread.
    pub fn write(&mut self, c: char) {
        let size = self.internet.buffer.len();
        // Acquire pairs with the Release in `read`: what was in the slot has been read.
        while self.written - self.internet.read.load(Ordering::Acquire) == size {
            thread::yield_now();
        }
        self.internet.buffer[self.written % size].set(c);
        self.written += 1;
        // Release pairs with the Acquire in `read`: who sees the number sees the slot.
        self.internet.written.store(self.written, Ordering::Release);
    }
}

impl Reader {
    /// Reads the next slot; waits as long as nothing was written there. The slot is empty when it returns.
    pub fn read(&mut self) -> char {
        // Acquire pairs with the Release in `write`.
        while self.internet.written.load(Ordering::Acquire) == self.read {
            thread::yield_now();
        }
        let c = self.internet.buffer[self.read % self.internet.buffer.len()].get();
        self.read += 1;
        // Release pairs with the Acquire in `write`.
        self.internet.read.store(self.read, Ordering::Release);
        c
    }
}
