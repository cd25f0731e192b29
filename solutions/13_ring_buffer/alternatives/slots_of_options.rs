//! design: a lock and a condition variable for each slot
//!
//! `Option` says whether a slot is full, so no character has to stand for an empty one.

use std::sync::Arc;

use interleaving::sync::{Condvar, Mutex};

/// What the two share.
struct Internet {
    buffer: Vec<Slot>,
}

/// A place for one character.
#[derive(Default)]
struct Slot {
    place: Mutex<Option<char>>,
    changed: Condvar,
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
    let internet = Arc::new(Internet { buffer: (0..size).map(|_| Slot::default()).collect() });
    (Writer { internet: Arc::clone(&internet), next: 0 }, Reader { internet, next: 0 })
}

impl Writer {
    /// Writes `c` into the next slot; waits as long as that slot holds something unread.
    pub fn write(&mut self, c: char) {
        let slot = &self.internet.buffer[self.next];
        let mut place = slot.changed.wait_while(slot.place.lock().unwrap(), |place| place.is_some()).unwrap();
        *place = Some(c);
        slot.changed.notify_one();
        self.next = (self.next + 1) % self.internet.buffer.len();
    }
}

impl Reader {
    /// Reads the next slot; waits as long as nothing was written there. The slot is empty when it returns.
    pub fn read(&mut self) -> char {
        let slot = &self.internet.buffer[self.next];
        let mut place = slot.place.lock().unwrap();
        loop {
            if let Some(c) = place.take() {
                slot.changed.notify_one();
                self.next = (self.next + 1) % self.internet.buffer.len();
                return c;
            }
            place = slot.changed.wait(place).unwrap();
        }
    }
}
