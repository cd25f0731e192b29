//! design: even seats take the right fork first, odd seats the left one
//!
//! Two neighbours then want the same fork first, so the philosophers cannot all hold one fork each.

use interleaving::sync::Mutex;

/// A table with as many forks as seats.
pub struct Table {
    forks: Vec<Mutex<()>>,
}

impl Table {
    /// A table for `seats` philosophers, two or more, with all forks on it.
    pub fn new(seats: usize) -> Self {
        Self { forks: (0..seats).map(|_| Mutex::new(())).collect() }
    }

    /// Waits for both forks of `seat`, calls `meal`, and puts the forks down.
    ///
    /// `meal` is called once, while nobody else can eat with either fork. It may take as long as it likes
    /// and may wait for philosophers who share no fork with this one.
    pub fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let right = seat;
        let left = (seat + 1) % self.forks.len();
        let (first, second) = if seat % 2 == 0 { (right, left) } else { (left, right) };
        let _first = self.forks[first].lock().unwrap();
        let _second = self.forks[second].lock().unwrap();
        meal();
    }
}
