//! design: two numbers that only grow, and threads that park
//!
//! Each end leaves its name before it looks again, so whoever changes something can wake it.

use std::sync::Arc;

use interleaving::cell::Shared;
use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use interleaving::thread::{self, Thread};

/// What the two share.
struct Internet {
    buffer: Vec<Shared<char>>,
    /// How many were written; only the writer changes it.
    written: AtomicUsize,
    /// How many were read; only the reader changes it.
    read: AtomicUsize,
    /// Who may be asleep at either end.
    sleeping: [Mutex<Option<Thread>>; 2],
}

/// The end that is written to; there is only one. The signatures are fixed, the fields are yours.
pub struct Writer {
    internet: Arc<Internet>,
    /// How many were written.
    written: usize,
}

/// The end that is read from; there is only one. The signatures are fixed, the fields are yours.
pub struct Reader {
    internet: Arc<Internet>,
    /// How many were read.
    read: usize,
}

/// A ring of so many slots, one or more, and its two ends. Nothing has been written yet.
pub fn internet(size: usize) -> (Writer, Reader) {
    // A slot that was never written shows `?`.
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
    /// Writes `c` into the next slot; waits as long as that slot holds something unread.
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
    /// Reads the next slot; waits as long as nothing was written there. The slot is empty when it returns.
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
            // The name is there: who changes something from here on will find it.
            if must_wait() {
                thread::park();
            }
        }
    }

    fn wake(&self, end: usize) {
        // The lock is free again before the other wakes.
        let sleeper = self.sleeping[end].lock().unwrap().take();
        if let Some(thread) = sleeper {
            thread.unpark();
        }
    }
}
