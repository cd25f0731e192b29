//! A round table: philosophers, and one fork between any two neighbours. This is the reference.
//!
//! Everybody takes the fork with the higher number first. Who waits for a fork holds at most one with a
//! higher number, so along a chain of waiting the numbers fall, and it cannot come back to its beginning.

use interleaving::sync::Mutex;

/// A table with as many forks as seats. The signatures are fixed, the fields are yours.
pub struct Table {
    forks: Vec<Mutex<()>>,
}

impl Table {
    /// A table for so many philosophers, two or more. All forks lie on it.
    pub fn new(seats: usize) -> Self {
        Self { forks: (0..seats).map(|_| Mutex::new(())).collect() }
    }

    /// Waits for both forks of `seat`, calls `meal`, and puts the forks down.
    ///
    /// `meal` is called once, while nobody else can eat with either fork. It may take as long as it likes
    /// and may wait for philosophers who share no fork with this one.
    pub fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let right = seat;
        let left = (seat + 1) % self.forks.len();
        // All but the last take the left one first; for the last, fork 0 lies on the left. He is the one
        // who breaks the circle, and while he waits for his first fork he keeps nobody from eating.
        let _first = self.forks[right.max(left)].lock().unwrap();
        let _second = self.forks[right.min(left)].lock().unwrap();
        meal();
    }
}

// Another way: the order of the forks does not matter if never all are at the table with a fork in hand.
// Admit one fewer than there are seats, by a counter or a semaphore, and one of them finds both forks.
