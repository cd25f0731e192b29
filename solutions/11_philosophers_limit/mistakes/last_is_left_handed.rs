//! breaks: rule 4, rule 5, another cure
//!
//! The last philosopher takes the left fork first, and nobody is kept out.

use interleaving::sync::Semaphore;

/// A table with as many forks as seats.
pub struct Table {
    forks: Vec<Semaphore>,
}

impl Table {
    /// A table for `seats` philosophers, two or more, with all forks on it.
    pub fn new(seats: usize) -> Self {
        Self { forks: (0..seats).map(|_| Semaphore::new(1)).collect() }
    }

    /// Waits for both forks of `seat`, calls `meal`, and puts the forks down.
    ///
    /// `took` is called with the number of a fork as soon as that fork is in hand, where it stays until the
    /// meal is over. `meal` is called once, with both forks in hand. Both calls may take as long as they like:
    /// `took` may wait until all philosophers but one have a fork in hand, and `meal` may wait for philosophers
    /// who share no fork with this one.
    pub fn dine(&self, seat: usize, took: impl Fn(usize), meal: impl FnOnce()) {
        let right = seat;
        let left = (seat + 1) % self.forks.len();
        let (first, second) = if left == 0 { (left, right) } else { (right, left) };
        self.forks[first].wait();
        took(first);
        self.forks[second].wait();
        took(second);
        meal();
        self.forks[right].signal();
        self.forks[left].signal();
    }
}
