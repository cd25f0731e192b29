//! design: a monitor that wakes one guest for each who leaves
//!
//! The one woken may find a fork taken and sleep again. Nobody is forgotten for good: who takes it wakes another
//! when he leaves, and when the last eater leaves all forks are free, whoever is woken.

use interleaving::sync::{Condvar, Mutex};

/// A table with as many forks as seats.
pub struct Table {
    seats: usize,
    taken: Mutex<Vec<bool>>,
    freed: Condvar,
}

impl Table {
    /// A table for so many philosophers, two or more. All forks lie on it.
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
