//! design: two numbers that only grow, and threads that park
//!
//! Each end stores its handle before it checks again, so the end that changes something can wake it.

use std::sync::Arc;

use interleaving::cell::Shared;
use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use interleaving::thread::{self, Thread};

/// The state that both ends share.
struct Internet {
    buffer: Vec<Shared<char>>,
    /// The number of characters written; only the writer changes it.
    written: AtomicUsize,
    /// The number of characters read; only the reader changes it.
    read: AtomicUsize,
    /// The thread that may be asleep at each end.
    sleeping: [Mutex<Option<Thread>>; 2],
}

/// The writing end; there is only one. The signatures are fixed, the fields are yours.
pub struct Writer {
    internet: Arc<Internet>,
    /// The number of characters written.
    written: usize,
}

/// The reading end; there is only one. The signatures are fixed, the fields are yours.
pub struct Reader {
    internet: Arc<Internet>,
    /// The number of characters read.
    read: usize,
}

/// Creates an empty ring of `size` slots, at least one, and returns its two ends.
pub fn internet(size: usize) -> (Writer, Reader) {
    // An unwritten slot shows `?`.
    let slot = |slot| Shared::new('?').named(&format!("slot {slot}"));
    let internet = Arc::new(Internet {
        buffer: (0..size).map(slot).collect(),
        written: AtomicUsize::new(0),
        read: AtomicUsize::new(0),
        sleeping: [Mutex::new(None), Mutex::new(None)],
    });
    (Writer { internet: Arc::clone(&internet), written: 0 }, Reader { internet, read: 0 })
}

impl Writer {
    /// Writes `c` into the next slot; waits while that slot holds an unread character.
    pub fn write(&mut self, c: char) {
        let size = self.internet.buffer.len();
        self.internet.sleep_while(0, || self.written - self.internet.read.load(SeqCst) == size);
        self.internet.buffer[self.written % size].set(c);
        self.written += 1;
        self.internet.written.store(self.written, SeqCst);
        self.internet.wake(1);
    }
}

impl Reader {
    /// Reads the next slot; waits while it holds nothing unread. The slot is empty when the call returns.
    pub fn read(&mut self) -> char {
        self.internet.sleep_while(1, || self.internet.written.load(SeqCst) == self.read);
        let c = self.internet.buffer[self.read % self.internet.buffer.len()].get();
        self.read += 1;
        self.internet.read.store(self.read, SeqCst);
        self.internet.wake(0);
        c
    }
}

impl Internet {
    fn sleep_while(&self, end: usize, must_wait: impl Fn() -> bool) {
        while must_wait() {
            *self.sleeping[end].lock().unwrap() = Some(thread::current());
            // The handle is in place: from here on, the end that changes something finds it.
            if must_wait() {
                thread::park();
            }
        }
    }

    fn wake(&self, end: usize) {
        // The lock is free again before the other end wakes.
        let sleeper = self.sleeping[end].lock().unwrap().take();
        if let Some(thread) = sleeper {
            thread.unpark();
        }
    }
}
