//! design: a count of admitted philosophers under a lock, with a condition variable

use interleaving::sync::{Condvar, Mutex, Semaphore};

/// A table with as many forks as seats.
pub struct Table {
    inside: Mutex<usize>,
    left: Condvar,
    forks: Vec<Semaphore>,
}

impl Table {
    /// A table for `seats` philosophers, two or more, with all forks on it.
    pub fn new(seats: usize) -> Self {
        Self {
            inside: Mutex::new(0),
            left: Condvar::new(),
            forks: (0..seats).map(|_| Semaphore::new(1)).collect(),
        }
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
        let full = |inside: &mut usize| *inside == self.forks.len() - 1;
        *self.left.wait_while(self.inside.lock().unwrap(), full).unwrap() += 1;
        self.forks[right].wait();
        took(right);
        self.forks[left].wait();
        took(left);
        meal();
        self.forks[right].signal();
        self.forks[left].signal();
        *self.inside.lock().unwrap() -= 1;
        // One place is free, so wake one.
        self.left.notify_one();
    }
}
