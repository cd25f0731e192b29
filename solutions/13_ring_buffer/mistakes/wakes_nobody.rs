//! breaks: rule 2, rule 3, rule 5, lost wakeup
//!
//! Each end sleeps when it has to, but the reader wakes nobody after it has made room.

use std::collections::VecDeque;
use std::sync::Arc;

use interleaving::sync::{Condvar, Mutex};

/// The state that both ends share.
struct Internet {
    size: usize,
    unread: Mutex<VecDeque<char>>,
    written: Condvar,
    freed: Condvar,
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
    let internet = Arc::new(Internet {
        size,
        unread: Mutex::new(VecDeque::new()),
        written: Condvar::new(),
        freed: Condvar::new(),
    });
    (Writer { internet: Arc::clone(&internet) }, Reader { internet })
}

impl Writer {
    /// Writes `c` into the next slot; waits while that slot holds an unread character.
    pub fn write(&mut self, c: char) {
        let mut unread = self.internet.unread.lock().unwrap();
        while unread.len() == self.internet.size {
            unread = self.internet.freed.wait(unread).unwrap();
        }
        unread.push_back(c);
        self.internet.written.notify_one();
    }
}

impl Reader {
    /// Reads the next slot; waits while it holds nothing unread. The slot is empty when the call returns.
    pub fn read(&mut self) -> char {
        let mut unread = self.internet.unread.lock().unwrap();
        while unread.is_empty() {
            unread = self.internet.written.wait(unread).unwrap();
        }
        unread.pop_front().expect("there is one")
    }
}
