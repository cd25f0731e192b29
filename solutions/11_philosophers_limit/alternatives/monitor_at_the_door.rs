//! design: the admitted are counted under a lock, with a condition variable

use interleaving::sync::{Condvar, Mutex, Semaphore};

/// A table with as many forks as seats.
pub struct Table {
    inside: Mutex<usize>,
    left: Condvar,
    forks: Vec<Semaphore>,
}

impl Table {
    /// A table for so many philosophers, two or more. All forks lie on it.
    pub fn new(seats: usize) -> Self {
        Self {
            inside: Mutex::new(0),
            left: Condvar::new(),
            forks: (0..seats).map(|_| Semaphore::new(1)).collect(),
        }
    }

    /// Waits for both forks of `seat`, calls `meal`, and puts the forks down.
    ///
    /// `took` is called with the number of a fork as soon as that fork is in the hand; there it stays until
    /// the meal is over. `meal` is called once, with both forks in the hand. Both may take as long as they
    /// like: all but one of the table can have a fork in the hand while `took` waits for them, and a meal
    /// may wait for philosophers who share no fork with this one.
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
        // One place is free, so one is woken.
        self.left.notify_one();
    }
}
