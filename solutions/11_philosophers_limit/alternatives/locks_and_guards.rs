//! design: forks are locks, and guards put everything down

use interleaving::sync::{Mutex, Semaphore};

/// A table with as many forks as seats.
pub struct Table {
    admitted: Semaphore,
    forks: Vec<Mutex<()>>,
}

impl Table {
    /// A table for `seats` philosophers, two or more, with all forks on it.
    pub fn new(seats: usize) -> Self {
        Self { admitted: Semaphore::new(seats - 1), forks: (0..seats).map(|_| Mutex::new(())).collect() }
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
        let _admitted = self.admitted.acquire();
        let _right = self.forks[right].lock().unwrap();
        took(right);
        let _left = self.forks[left].lock().unwrap();
        took(left);
        meal();
    }
}
