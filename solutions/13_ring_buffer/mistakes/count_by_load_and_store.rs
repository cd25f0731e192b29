//! breaks: rule 2, rule 3, rule 5, lost update
//!
//! Both ends change one count, each in two steps.

use std::sync::Arc;

use interleaving::cell::Shared;
use interleaving::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use interleaving::thread;

/// The state that both ends share.
struct Internet {
    buffer: Vec<Shared<char>>,
    /// The number of slots that hold an unread character.
    unread: AtomicUsize,
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
    let internet = Arc::new(Internet { buffer: (0..size).map(slot).collect(), unread: AtomicUsize::new(0) });
    (Writer { internet: Arc::clone(&internet), next: 0 }, Reader { internet, next: 0 })
}

impl Writer {
    /// Writes `c` into the next slot; waits while that slot holds an unread character.
    pub fn write(&mut self, c: char) {
        while self.internet.unread.load(SeqCst) == self.internet.buffer.len() {
            thread::yield_now();
        }
        self.internet.buffer[self.next].set(c);
        let unread = self.internet.unread.load(SeqCst);
        self.internet.unread.store(unread + 1, SeqCst);
        self.next = (self.next + 1) % self.internet.buffer.len();
    }
}

impl Reader {
    /// Reads the next slot; waits while it holds nothing unread. The slot is empty when the call returns.
    pub fn read(&mut self) -> char {
        while self.internet.unread.load(SeqCst) == 0 {
            thread::yield_now();
        }
        let c = self.internet.buffer[self.next].get();
        let unread = self.internet.unread.load(SeqCst);
        self.internet.unread.store(unread - 1, SeqCst);
        self.next = (self.next + 1) % self.internet.buffer.len();
        c
    }
}
