//! breaks: rule 4, too much synchronisation
//!
//! The reader gives the slots back together, when it has been around.

use std::sync::Arc;

use interleaving::cell::Shared;
use interleaving::sync::Semaphore;

/// What the two share.
struct Internet {
    buffer: Vec<Shared<char>>,
    /// Slots that the writer may write.
    empty_buffers: Semaphore,
    /// Slots that the reader may read.
    full_buffers: Semaphore,
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
    let internet = Arc::new(Internet {
        buffer: (0..size).map(slot).collect(),
        empty_buffers: Semaphore::new(size),
        full_buffers: Semaphore::new(0),
    });
    (Writer { internet: Arc::clone(&internet), next: 0 }, Reader { internet, next: 0 })
}

impl Writer {
    /// Writes `c` into the next slot; waits as long as that slot holds something unread.
    pub fn write(&mut self, c: char) {
        self.internet.empty_buffers.wait();
        self.internet.buffer[self.next].set(c);
        self.internet.full_buffers.signal();
        self.next = (self.next + 1) % self.internet.buffer.len();
    }
}

impl Reader {
    /// Reads the next slot; waits as long as nothing was written there. The slot is empty when it returns.
    pub fn read(&mut self) -> char {
        self.internet.full_buffers.wait();
        let c = self.internet.buffer[self.next].get();
        self.next = (self.next + 1) % self.internet.buffer.len();
        if self.next == 0 {
            self.internet.buffer.iter().for_each(|_| self.internet.empty_buffers.signal());
        }
        c
    }
}
