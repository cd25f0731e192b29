//! breaks: rule 5, too much synchronisation
//!
//! Nobody is let in before both forks are free. Safe, but hardly anybody has a fork.

use interleaving::sync::{Condvar, Mutex};

/// A table with as many forks as seats.
pub struct Table {
    seats: usize,
    taken: Mutex<Vec<bool>>,
    freed: Condvar,
}

impl Table {
    /// A table for `seats` philosophers, two or more, with all forks on it.
    pub fn new(seats: usize) -> Self {
        Self { seats, taken: Mutex::new(vec![false; seats]), freed: Condvar::new() }
    }

    /// Waits for both forks of `seat`, calls `meal`, and puts the forks down.
    ///
    /// `took` is called with the number of a fork as soon as that fork is in hand, where it stays until the
    /// meal is over. `meal` is called once, with both forks in hand. Both calls may take as long as they like:
    /// `took` may wait until all philosophers but one have a fork in hand, and `meal` may wait for philosophers
    /// who share no fork with this one.
    pub fn dine(&self, seat: usize, took: impl Fn(usize), meal: impl FnOnce()) {
        let left = (seat + 1) % self.seats;
        let busy = |taken: &mut Vec<bool>| taken[seat] || taken[left];
        let mut taken = self.freed.wait_while(self.taken.lock().unwrap(), busy).unwrap();
        taken[seat] = true;
        taken[left] = true;
        drop(taken);
        took(seat);
        took(left);
        meal();
        let mut taken = self.taken.lock().unwrap();
        taken[seat] = false;
        taken[left] = false;
        self.freed.notify_all();
    }
}
