//! breaks: rule 2, rule 3, rule 5, lost wakeup
//!
//! Each end sleeps when it has to, and the reader wakes nobody when it has made room.

use std::collections::VecDeque;
use std::sync::Arc;

use interleaving::sync::{Condvar, Mutex};

/// What the two share.
struct Internet {
    size: usize,
    unread: Mutex<VecDeque<char>>,
    written: Condvar,
    freed: Condvar,
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
    let internet = Arc::new(Internet {
        size,
        unread: Mutex::new(VecDeque::new()),
        written: Condvar::new(),
        freed: Condvar::new(),
    });
    (Writer { internet: Arc::clone(&internet) }, Reader { internet })
}

impl Writer {
    /// Writes `c` into the next slot; waits as long as that slot holds something unread.
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
    /// Reads the next slot; waits as long as nothing was written there. The slot is empty when it returns.
    pub fn read(&mut self) -> char {
        let mut unread = self.internet.unread.lock().unwrap();
        while unread.is_empty() {
            unread = self.internet.written.wait(unread).unwrap();
        }
        unread.pop_front().expect("there is one")
    }
}
