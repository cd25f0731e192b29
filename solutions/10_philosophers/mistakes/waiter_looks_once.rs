//! breaks: rule 3, `if` instead of `while` around a wait
//!
//! A waiter hands out both forks together. A woken philosopher takes them without checking again.

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
    /// `meal` is called once, while nobody else can eat with either fork. It may take as long as it likes
    /// and may wait for philosophers who share no fork with this one.
    pub fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let left = (seat + 1) % self.seats;
        let mut taken = self.taken.lock().unwrap();
        if taken[seat] || taken[left] {
            taken = self.freed.wait(taken).unwrap();
        }
        taken[seat] = true;
        taken[left] = true;
        drop(taken);
        meal();
        let mut taken = self.taken.lock().unwrap();
        taken[seat] = false;
        taken[left] = false;
        self.freed.notify_all();
    }
}
