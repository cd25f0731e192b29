//! A round table: philosophers, and one fork between any two neighbours. This is the reference.
//!
//! One philosopher fewer may try than there are seats. If each of them held the right fork and waited for the
//! left one, one fork would still lie on the table, and it would be the left fork of one of them.

use interleaving::sync::Semaphore;

/// A table with as many forks as seats. The signatures are fixed, the fields are yours.
pub struct Table {
    admitted: Semaphore,
    forks: Vec<Semaphore>,
}

impl Table {
    /// A table for `seats` philosophers, two or more, with all forks on it.
    pub fn new(seats: usize) -> Self {
        // A circle of waiting needs everybody, so keeping one out prevents it. A lower limit works as well, but
        // keeps out philosophers who could eat.
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
        // Before the first fork: a philosopher who waits here must not hold what somebody inside waits for.
        self.admitted.wait();
        self.forks[right].wait();
        took(right);
        self.forks[left].wait();
        took(left);
        meal();
        self.forks[right].signal();
        self.forks[left].signal();
        self.admitted.signal();
    }
}

// Another way: signal `admitted` as soon as both forks are in hand. A philosopher who eats waits for nothing,
// so he cannot be part of a circle, and the next one may try while he eats.
