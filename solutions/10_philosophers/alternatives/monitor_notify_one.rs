//! design: a monitor that wakes one guest for each one who leaves
//!
//! The woken guest may find a fork taken and sleep again. Nobody sleeps for ever: the guest with that fork
//! wakes another on leaving, and when the last eater leaves, all forks are free for whoever is woken.

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
        while taken[seat] || taken[left] {
            taken = self.freed.wait(taken).unwrap();
        }
        taken[seat] = true;
        taken[left] = true;
        drop(taken);
        meal();
        let mut taken = self.taken.lock().unwrap();
        taken[seat] = false;
        taken[left] = false;
        self.freed.notify_one();
    }
}
