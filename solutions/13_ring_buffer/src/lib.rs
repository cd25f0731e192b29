//! The reference: the smallest possible Internet, with one writer, one reader, and a ring of slots between
//! them.
//!
//! Two semaphores, used as telephone calls and not as locks: one end waits on each, the other end signals it.
//! They never count more slots than there really are, so neither end needs to check the slots.

use std::sync::Arc;

use interleaving::cell::Shared;
use interleaving::sync::Semaphore;

/// The state that both ends share.
struct Internet {
    buffer: Vec<Shared<char>>,
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
    // An unwritten slot shows `?`.
    let slot = |slot| Shared::new('?').named(&format!("slot {slot}"));
    let internet = Arc::new(Internet {
        buffer: (0..size).map(slot).collect(),
        // All slots start empty. With one more the writer laps the reader; with one fewer a slot lies idle.
        empty_buffers: Semaphore::new(size),
        full_buffers: Semaphore::new(0),
    });
    (Writer { internet: Arc::clone(&internet), next: 0 }, Reader { internet, next: 0 })
}

impl Writer {
    /// Writes `c` into the next slot; waits while that slot holds an unread character.
    pub fn write(&mut self, c: char) {
        // The slots become empty in the order in which they were written: if any is empty, the next one is.
        self.internet.empty_buffers.wait();
        self.internet.buffer[self.next].set(c);
        // Not earlier: the reader may read the slot as soon as it is signalled.
        self.internet.full_buffers.signal();
        self.next = (self.next + 1) % self.internet.buffer.len();
    }
}

impl Reader {
    /// Reads the next slot; waits while it holds nothing unread. The slot is empty when the call returns.
    pub fn read(&mut self) -> char {
        self.internet.full_buffers.wait();
        let c = self.internet.buffer[self.next].get();
        // `c` is ours now. However long the caller takes with it, the slot is free.
        self.internet.empty_buffers.signal();
        self.next = (self.next + 1) % self.internet.buffer.len();
        c
    }
}

// Another way: two numbers that only grow count the characters written and the characters read. The writer
// waits while they differ by the size, the reader while they are equal; neither writes the other's number.
