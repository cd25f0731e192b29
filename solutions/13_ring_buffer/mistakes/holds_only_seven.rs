//! breaks: rule 4, rule 5, one slot always stays empty
//!
//! Equal positions mean an empty ring, so a full one must not have equal positions: one slot is never used.

use std::sync::Arc;

use interleaving::cell::Shared;
use interleaving::sync::{Condvar, Mutex};

/// The state that both ends share.
struct Internet {
    buffer: Vec<Shared<char>>,
    positions: Mutex<Positions>,
    moved: Condvar,
}

/// The next slots to write and to read.
struct Positions {
    write: usize,
    read: usize,
}

/// The writing end; there is only one. The signatures are fixed, the fields are yours.
pub struct Writer {
    internet: Arc<Internet>,
}

/// The reading end; there is only one. The signatures are fixed, the fields are yours.
pub struct Reader {
    internet: Arc<Internet>,
}

/// Creates an empty ring of `size` slots, at least one, and returns its two ends.
pub fn internet(size: usize) -> (Writer, Reader) {
    // An unwritten slot shows `?`.
    let slot = |slot| Shared::new('?').named(&format!("slot {slot}"));
    let internet = Arc::new(Internet {
        buffer: (0..size).map(slot).collect(),
        positions: Mutex::new(Positions { write: 0, read: 0 }),
        moved: Condvar::new(),
    });
    (Writer { internet: Arc::clone(&internet) }, Reader { internet })
}

impl Writer {
    /// Writes `c` into the next slot; waits while that slot holds an unread character.
    pub fn write(&mut self, c: char) {
        let mut positions = self.internet.positions.lock().unwrap();
        let after = (positions.write + 1) % self.internet.buffer.len();
        while after == positions.read {
            positions = self.internet.moved.wait(positions).unwrap();
        }
        self.internet.buffer[positions.write].set(c);
        positions.write = after;
        self.internet.moved.notify_one();
    }
}

impl Reader {
    /// Reads the next slot; waits while it holds nothing unread. The slot is empty when the call returns.
    pub fn read(&mut self) -> char {
        let mut positions = self.internet.positions.lock().unwrap();
        while positions.write == positions.read {
            positions = self.internet.moved.wait(positions).unwrap();
        }
        let c = self.internet.buffer[positions.read].get();
        positions.read = (positions.read + 1) % self.internet.buffer.len();
        self.internet.moved.notify_one();
        c
    }
}
