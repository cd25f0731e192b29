//! design: any order of the forks, but one philosopher fewer at the table than there are seats

use interleaving::sync::{Mutex, Semaphore};

/// A table with as many forks as seats.
pub struct Table {
    chairs: Semaphore,
    forks: Vec<Mutex<()>>,
}

impl Table {
    /// A table for `seats` philosophers, two or more, with all forks on it.
    pub fn new(seats: usize) -> Self {
        Self { chairs: Semaphore::new(seats - 1), forks: (0..seats).map(|_| Mutex::new(())).collect() }
    }

    /// Waits for both forks of `seat`, calls `meal`, and puts the forks down.
    ///
    /// `meal` is called once, while nobody else can eat with either fork. It may take as long as it likes
    /// and may wait for philosophers who share no fork with this one.
    pub fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let _admitted = self.chairs.acquire();
        let right = seat;
        let left = (seat + 1) % self.forks.len();
        let _first = self.forks[right].lock().unwrap();
        let _second = self.forks[left].lock().unwrap();
        meal();
    }
}
