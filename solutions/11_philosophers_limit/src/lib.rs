//! A round table: philosophers, and one fork between any two neighbours. This is the reference.
//!
//! One fewer may try than there are seats. If all who are admitted had one fork and waited for another, one
//! fork would still lie on the table, and it is the left one of somebody who has the fork beside it.

use interleaving::sync::Semaphore;

/// A table with as many forks as seats. The signatures are fixed, the fields are yours.
pub struct Table {
    admitted: Semaphore,
    forks: Vec<Semaphore>,
}

impl Table {
    /// A table for so many philosophers, two or more. All forks lie on it.
    pub fn new(seats: usize) -> Self {
        // A circle of waiting needs everybody; with one kept out there is none. Fewer would do as well, and
        // would keep out philosophers who could eat.
        Self { admitted: Semaphore::new(seats - 1), forks: (0..seats).map(|_| Semaphore::new(1)).collect() }
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
        // Before the first fork: who waits here must not have anything that somebody inside waits for.
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

// Another way: signal `admitted` as soon as both forks are in the hand. Who eats waits for nothing any more,
// so he is no part of a circle, and the next one may try while he eats.
