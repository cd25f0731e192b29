//! breaks: rule 2, rule 3, `if` instead of `while` around a wait
//!
//! Finds no room, lets the other go first, and then goes on without a second look.

use std::sync::Arc;

use interleaving::cell::Shared;
use interleaving::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use interleaving::thread;

/// What the two share.
struct Internet {
    buffer: Vec<Shared<char>>,
    /// How many slots hold something unread.
    unread: AtomicUsize,
}

/// The end that is written to; there is only one. The signatures are fixed, the fields are yours.
pub struct Writer {
    internet: Arc<Internet>,
    /// The slot that is written next.
    next: usize,
}

/// The end that is read from; there is only one. The signatures are fixed, the fields are yours.
pub struct Reader {
    internet: Arc<Internet>,
    /// The slot that is read next.
    next: usize,
}

/// A ring of so many slots, one or more, and its two ends. Nothing has been written yet.
pub fn internet(size: usize) -> (Writer, Reader) {
    // A slot that was never written shows `?`.
    let slot = |slot| Shared::new('?').named(&format!("slot {slot}"));
    let internet = Arc::new(Internet { buffer: (0..size).map(slot).collect(), unread: AtomicUsize::new(0) });
    (Writer { internet: Arc::clone(&internet), next: 0 }, Reader { internet, next: 0 })
}

impl Writer {
    /// Writes `c` into the next slot; waits as long as that slot holds something unread.
    pub fn write(&mut self, c: char) {
        if self.internet.unread.load(SeqCst) == self.internet.buffer.len() {
            thread::yield_now();
        }
        self.internet.buffer[self.next].set(c);
        self.internet.unread.fetch_add(1, SeqCst);
        self.next = (self.next + 1) % self.internet.buffer.len();
    }
}

impl Reader {
    /// Reads the next slot; waits as long as nothing was written there. The slot is empty when it returns.
    pub fn read(&mut self) -> char {
        if self.internet.unread.load(SeqCst) == 0 {
            thread::yield_now();
        }
        let c = self.internet.buffer[self.next].get();
        self.internet.unread.fetch_sub(1, SeqCst);
        self.next = (self.next + 1) % self.internet.buffer.len();
        c
    }
}
