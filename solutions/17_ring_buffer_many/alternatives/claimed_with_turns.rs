//! design: slots are claimed under the lock and filled outside; a turn in each slot says whose it is

use interleaving::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use interleaving::sync::{Mutex, Semaphore};
use interleaving::thread;

/// A ring of slots for many writers and many readers.
pub struct RingBuffer<T> {
    slots: Vec<Slot<T>>,
    empty: Semaphore,
    full: Semaphore,
    points: Mutex<Points>,
}

struct Slot<T> {
    /// The slot's turn: 0 is the first writer's, 1 the first reader's, 2 the second writer's, and so on.
    turn: AtomicUsize,
    item: Mutex<Option<T>>,
}

/// The numbers of the next item to write and of the next one to read; they only grow.
struct Points {
    insert: usize,
    remove: usize,
    closed: bool,
}

impl<T> RingBuffer<T> {
    /// A ring with this many slots, at least one, all empty.
    pub fn new(capacity: usize) -> Self {
        let slot = |_| Slot { turn: AtomicUsize::new(0), item: Mutex::new(None) };
        Self {
            slots: (0..capacity).map(slot).collect(),
            empty: Semaphore::new(capacity),
            full: Semaphore::new(0),
            points: Mutex::new(Points { insert: 0, remove: 0, closed: false }),
        }
    }

    /// Waits for an empty slot and writes the item. If the ring is closed before or during the wait, the item
    /// comes back.
    pub fn write(&self, item: T) -> Result<(), T> {
        self.empty.wait();
        let mut points = self.points.lock().unwrap();
        if points.closed {
            drop(points);
            self.empty.signal();
            return Err(item);
        }
        let number = points.insert;
        points.insert += 1;
        drop(points);
        let (slot, round) = (&self.slots[number % self.slots.len()], number / self.slots.len());
        while slot.turn.load(SeqCst) != 2 * round {
            thread::yield_now();
        }
        *slot.item.lock().unwrap() = Some(item);
        slot.turn.store(2 * round + 1, SeqCst);
        self.full.signal();
        Ok(())
    }

    /// Waits for a full slot and takes its item, the oldest first. Returns `None` when the ring is closed and
    /// nothing is left.
    pub fn read(&self) -> Option<T> {
        self.full.wait();
        let mut points = self.points.lock().unwrap();
        if points.insert == points.remove {
            drop(points);
            self.full.signal();
            return None;
        }
        let number = points.remove;
        points.remove += 1;
        drop(points);
        let (slot, round) = (&self.slots[number % self.slots.len()], number / self.slots.len());
        while slot.turn.load(SeqCst) != 2 * round + 1 {
            thread::yield_now();
        }
        let item = slot.item.lock().unwrap().take();
        slot.turn.store(2 * round + 2, SeqCst);
        self.empty.signal();
        item
    }

    /// Closes the ring: it accepts no more items, and all waiting threads wake. A second call does no harm.
    pub fn close(&self) {
        self.points.lock().unwrap().closed = true;
        self.empty.signal();
        self.full.signal();
    }
}
