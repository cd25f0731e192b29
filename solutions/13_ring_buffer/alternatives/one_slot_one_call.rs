//! design: a pair of semaphores for each slot
//!
//! Each slot has its own two semaphores. Nothing is counted: a slot is empty or full.

use std::sync::Arc;

use interleaving::cell::Shared;
use interleaving::sync::Semaphore;

/// The state that both ends share.
struct Internet {
    buffer: Vec<Slot>,
}

/// A place for one character, and the two semaphores that say whether it is empty or full.
struct Slot {
    place: Shared<char>,
    empty: Semaphore,
    full: Semaphore,
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
    let slot = |_| Slot { place: Shared::new('?'), empty: Semaphore::new(1), full: Semaphore::new(0) };
    let internet = Arc::new(Internet { buffer: (0..size).map(slot).collect() });
    (Writer { internet: Arc::clone(&internet), next: 0 }, Reader { internet, next: 0 })
}

impl Writer {
    /// Writes `c` into the next slot; waits while that slot holds an unread character.
    pub fn write(&mut self, c: char) {
        let slot = &self.internet.buffer[self.next];
        slot.empty.wait();
        slot.place.set(c);
        slot.full.signal();
        self.next = (self.next + 1) % self.internet.buffer.len();
    }
}

impl Reader {
    /// Reads the next slot; waits while it holds nothing unread. The slot is empty when the call returns.
    pub fn read(&mut self) -> char {
        let slot = &self.internet.buffer[self.next];
        slot.full.wait();
        let c = slot.place.get();
        slot.empty.signal();
        self.next = (self.next + 1) % self.internet.buffer.len();
        c
    }
}
