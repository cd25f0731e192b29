//! breaks: rule 4, another cure
//!
//! If the left fork is taken, puts the right one back and tries again.

use interleaving::sync::Semaphore;
use interleaving::thread;

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
        loop {
            self.forks[right].wait();
            took(right);
            if self.forks[left].try_wait() {
                break;
            }
            self.forks[right].signal();
            thread::yield_now();
        }
        took(left);
        meal();
        self.forks[right].signal();
        self.forks[left].signal();
    }
}
