//! breaks: rule 2, check-then-act
//!
//! Looks how many are in, and then counts itself in: two may look at the same moment.

use interleaving::sync::Semaphore;
use interleaving::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use interleaving::thread;

/// A table with as many forks as seats.
pub struct Table {
    inside: AtomicUsize,
    forks: Vec<Semaphore>,
}

impl Table {
    /// A table for so many philosophers, two or more. All forks lie on it.
    pub fn new(seats: usize) -> Self {
        Self { inside: AtomicUsize::new(0), forks: (0..seats).map(|_| Semaphore::new(1)).collect() }
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
        while self.inside.load(SeqCst) + 1 >= self.forks.len() {
            thread::yield_now();
        }
        self.inside.fetch_add(1, SeqCst);
        self.forks[right].wait();
        took(right);
        self.forks[left].wait();
        took(left);
        meal();
        self.forks[right].signal();
        self.forks[left].signal();
        self.inside.fetch_sub(1, SeqCst);
    }
}
