//! breaks: rule 2, lock cycle
//!
//! The lamp hangs between the two forks: a philosopher who waits for it already has a fork.

use interleaving::sync::Semaphore;

/// A table with as many forks as seats.
pub struct Table {
    admitted: Semaphore,
    forks: Vec<Semaphore>,
}

impl Table {
    /// A table for `seats` philosophers, two or more, with all forks on it.
    pub fn new(seats: usize) -> Self {
        Self { admitted: Semaphore::new(seats - 1), forks: (0..seats).map(|_| Semaphore::new(1)).collect() }
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
        self.forks[right].wait();
        took(right);
        self.admitted.wait();
        self.forks[left].wait();
        took(left);
        meal();
        self.forks[right].signal();
        self.forks[left].signal();
        self.admitted.signal();
    }
}
