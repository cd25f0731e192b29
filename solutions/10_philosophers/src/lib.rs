//! A round table: philosophers, and one fork between any two neighbours. This is the reference.
//!
//! Everybody takes the fork with the higher number first, so a philosopher who waits for a fork holds only a
//! higher one. Along a chain of waiting the numbers fall, so the chain cannot close.

use interleaving::sync::Mutex;

/// A table with as many forks as seats. The signatures are fixed, the fields are yours.
pub struct Table {
    forks: Vec<Mutex<()>>,
}

impl Table {
    /// A table for `seats` philosophers, two or more, with all forks on it.
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
        // All but the last take the left fork first; the last one's left fork is fork 0, so he takes it second.
        // He breaks the circle, and while he waits for his first fork he keeps nobody from eating.
        let _first = self.forks[right.max(left)].lock().unwrap();
        let _second = self.forks[right.min(left)].lock().unwrap();
        meal();
    }
}

// Another way: any order of the forks works if the philosophers never all hold one at the same time.
// Admit one fewer than there are seats, with a counter or a semaphore, and one of them gets both forks.
