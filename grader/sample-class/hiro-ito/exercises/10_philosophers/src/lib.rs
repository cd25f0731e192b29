//! A round table: philosophers, and one fork between any two neighbours.
//!
//! Each takes the fork on the right and then the fork on the left. Run the tests to see them starve.

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
        let left = (seat + 1) % self.forks.len();
        let _higher = self.forks[std::cmp::max(seat, left)].lock();
        let _lower = self.forks[std::cmp::min(seat, left)].lock();
        meal();
    }
}
