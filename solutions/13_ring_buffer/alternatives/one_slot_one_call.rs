//! design: a pair of semaphores for each slot
//!
//! Each slot has its own two calls. Nobody counts: a slot is empty or full.

use std::sync::Arc;

use interleaving::cell::Shared;
use interleaving::sync::Semaphore;

/// What the two share.
struct Internet {
    buffer: Vec<Slot>,
}

/// A place for one character, and the two calls about it.
struct Slot {
    place: Shared<char>,
    empty: Semaphore,
    full: Semaphore,
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
    let slot = |_| Slot { place: Shared::new('?'), empty: Semaphore::new(1), full: Semaphore::new(0) };
    let internet = Arc::new(Internet { buffer: (0..size).map(slot).collect() });
    (Writer { internet: Arc::clone(&internet), next: 0 }, Reader { internet, next: 0 })
}

impl Writer {
    /// Writes `c` into the next slot; waits as long as that slot holds something unread.
    pub fn write(&mut self, c: char) {
        let slot = &self.internet.buffer[self.next];
        slot.empty.wait();
        slot.place.set(c);
        slot.full.signal();
        self.next = (self.next + 1) % self.internet.buffer.len();
    }
}

impl Reader {
    /// Reads the next slot; waits as long as nothing was written there. The slot is empty when it returns.
    pub fn read(&mut self) -> char {
        let slot = &self.internet.buffer[self.next];
        slot.full.wait();
        let c = slot.place.get();
        slot.empty.signal();
        self.next = (self.next + 1) % self.internet.buffer.len();
        c
    }
}
