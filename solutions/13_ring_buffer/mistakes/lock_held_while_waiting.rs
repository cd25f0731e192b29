//! breaks: rule 2, rule 3, rule 5, lock held while waiting
//!
//! Holds a lock around everything, even while it waits: the other end cannot bring what it waits for.

use std::sync::Arc;

use interleaving::sync::{Mutex, Semaphore};

/// The state that both ends share.
struct Internet {
    buffer: Mutex<Vec<char>>,
    /// Slots that the writer may write.
    empty_buffers: Semaphore,
    /// Slots that the reader may read.
    full_buffers: Semaphore,
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
    let internet = Arc::new(Internet {
        buffer: Mutex::new(vec!['?'; size]),
        empty_buffers: Semaphore::new(size),
        full_buffers: Semaphore::new(0),
    });
    (Writer { internet: Arc::clone(&internet), next: 0 }, Reader { internet, next: 0 })
}

impl Writer {
    /// Writes `c` into the next slot; waits while that slot holds an unread character.
    pub fn write(&mut self, c: char) {
        let mut buffer = self.internet.buffer.lock().unwrap();
        self.internet.empty_buffers.wait();
        buffer[self.next] = c;
        self.internet.full_buffers.signal();
        self.next = (self.next + 1) % buffer.len();
    }
}

impl Reader {
    /// Reads the next slot; waits while it holds nothing unread. The slot is empty when the call returns.
    pub fn read(&mut self) -> char {
        let buffer = self.internet.buffer.lock().unwrap();
        self.internet.full_buffers.wait();
        let c = buffer[self.next];
        self.internet.empty_buffers.signal();
        self.next = (self.next + 1) % buffer.len();
        c
    }
}
