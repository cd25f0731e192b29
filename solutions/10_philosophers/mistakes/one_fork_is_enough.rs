//! breaks: rule 3, only one of two locks
//!
//! There is no circle, because nobody ever takes a second fork.

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
        let _fork = self.forks[seat].lock().unwrap();
        meal();
    }
}
