//! design: a lock and a condition variable for each slot
//!
//! `Option` says whether a slot is full, so no character has to mark an empty one.

use std::sync::Arc;

use interleaving::sync::{Condvar, Mutex};

/// The state that both ends share.
struct Internet {
    buffer: Vec<Slot>,
}

/// A place for one character.
#[derive(Default)]
struct Slot {
    place: Mutex<Option<char>>,
    changed: Condvar,
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
    let internet = Arc::new(Internet { buffer: (0..size).map(|_| Slot::default()).collect() });
    (Writer { internet: Arc::clone(&internet), next: 0 }, Reader { internet, next: 0 })
}

impl Writer {
    /// Writes `c` into the next slot; waits while that slot holds an unread character.
    pub fn write(&mut self, c: char) {
        let slot = &self.internet.buffer[self.next];
        let mut place = slot.changed.wait_while(slot.place.lock().unwrap(), |place| place.is_some()).unwrap();
        *place = Some(c);
        slot.changed.notify_one();
        self.next = (self.next + 1) % self.internet.buffer.len();
    }
}

impl Reader {
    /// Reads the next slot; waits while it holds nothing unread. The slot is empty when the call returns.
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
