//! design: one monitor for the forks and for the number of philosophers who have one

use interleaving::sync::{Condvar, Mutex};

/// A table with as many forks as seats.
pub struct Table {
    seats: usize,
    hall: Mutex<Hall>,
    changed: Condvar,
}

struct Hall {
    /// How many philosophers have a fork in hand.
    inside: usize,
    taken: Vec<bool>,
}

impl Table {
    /// A table for `seats` philosophers, two or more, with all forks on it.
    pub fn new(seats: usize) -> Self {
        let hall = Hall { inside: 0, taken: vec![false; seats] };
        Self { seats, hall: Mutex::new(hall), changed: Condvar::new() }
    }

    /// Waits for both forks of `seat`, calls `meal`, and puts the forks down.
    ///
    /// `took` is called with the number of a fork as soon as that fork is in hand, where it stays until the
    /// meal is over. `meal` is called once, with both forks in hand. Both calls may take as long as they like:
    /// `took` may wait until all philosophers but one have a fork in hand, and `meal` may wait for philosophers
    /// who share no fork with this one.
    pub fn dine(&self, seat: usize, took: impl Fn(usize), meal: impl FnOnce()) {
        let (right, left) = (seat, (seat + 1) % self.seats);
        // Wait while the right fork is taken or everybody else already has one.
        let mut hall = self.hall.lock().unwrap();
        while hall.taken[right] || hall.inside == self.seats - 1 {
            hall = self.changed.wait(hall).unwrap();
        }
        hall.inside += 1;
        hall.taken[right] = true;
        drop(hall);
        took(right);
        let mut hall = self.hall.lock().unwrap();
        while hall.taken[left] {
            hall = self.changed.wait(hall).unwrap();
        }
        hall.taken[left] = true;
        drop(hall);
        took(left);
        meal();
        let mut hall = self.hall.lock().unwrap();
        hall.inside -= 1;
        hall.taken[right] = false;
        hall.taken[left] = false;
        // Wake all: they wait for different things.
        self.changed.notify_all();
    }
}
