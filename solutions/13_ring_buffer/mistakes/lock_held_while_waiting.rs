//! breaks: rule 2, rule 3, rule 5, lock held while waiting
//!
//! A lock around everything, also around the waiting: nobody else can bring what is waited for.

use std::sync::Arc;

use interleaving::sync::{Mutex, Semaphore};

/// What the two share.
struct Internet {
    buffer: Mutex<Vec<char>>,
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
    let internet = Arc::new(Internet {
        buffer: Mutex::new(vec!['?'; size]),
        empty_buffers: Semaphore::new(size),
        full_buffers: Semaphore::new(0),
    });
    (Writer { internet: Arc::clone(&internet), next: 0 }, Reader { internet, next: 0 })
}

impl Writer {
    /// Writes `c` into the next slot; waits as long as that slot holds something unread.
    pub fn write(&mut self, c: char) {
        let mut buffer = self.internet.buffer.lock().unwrap();
        self.internet.empty_buffers.wait();
        buffer[self.next] = c;
        self.internet.full_buffers.signal();
        self.next = (self.next + 1) % buffer.len();
    }
}

impl Reader {
    /// Reads the next slot; waits as long as nothing was written there. The slot is empty when it returns.
    pub fn read(&mut self) -> char {
        let buffer = self.internet.buffer.lock().unwrap();
        self.internet.full_buffers.wait();
        let c = buffer[self.next];
        self.internet.empty_buffers.signal();
        self.next = (self.next + 1) % buffer.len();
        c
    }
}
