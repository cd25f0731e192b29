//! breaks: rule 4, rule 5, one slot always left empty
//!
//! Equal positions mean an empty ring, so a full one must not have equal positions: one slot is never used.

use std::sync::Arc;

use interleaving::cell::Shared;
use interleaving::sync::{Condvar, Mutex};

/// What the two share.
struct Internet {
    buffer: Vec<Shared<char>>,
    positions: Mutex<Positions>,
    moved: Condvar,
}

/// The slots that are next.
struct Positions {
    write: usize,
    read: usize,
}

/// The end that is written to; there is only one. The signatures are fixed, the fields are yours.
pub struct Writer {
    internet: Arc<Internet>,
}

/// The end that is read from; there is only one. The signatures are fixed, the fields are yours.
pub struct Reader {
    internet: Arc<Internet>,
}

/// A ring of so many slots, one or more, and its two ends. Nothing has been written yet.
pub fn internet(size: usize) -> (Writer, Reader) {
    // A slot that was never written shows `?`.
    let slot = |slot| Shared::new('?').named(&format!("slot {slot}"));
    let internet = Arc::new(Internet {
        buffer: (0..size).map(slot).collect(),
        positions: Mutex::new(Positions { write: 0, read: 0 }),
        moved: Condvar::new(),
    });
    (Writer { internet: Arc::clone(&internet) }, Reader { internet })
}

impl Writer {
    /// Writes `c` into the next slot; waits as long as that slot holds something unread.
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
    /// Reads the next slot; waits as long as nothing was written there. The slot is empty when it returns.
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
