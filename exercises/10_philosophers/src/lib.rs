//! A round table: philosophers, and one fork between any two neighbours.
//!
//! Each philosopher takes the right fork, then the left one. Run the tests to see them starve.

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
        // TODO: Take the two forks so that philosophers can never wait for each other in a circle.
        let _first = self.forks[right].lock().unwrap();
        let _second = self.forks[left].lock().unwrap();
        meal();
    }
}
