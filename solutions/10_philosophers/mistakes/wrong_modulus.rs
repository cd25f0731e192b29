//! breaks: rule 3, rule 4, wrong neighbour
//!
//! Uses N − 1 forks, as the text counts them.

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
        let left = (seat + 1) % (self.forks.len() - 1).max(2);
        let (first, second) = (right.max(left), right.min(left));
        if first == second {
            let _only = self.forks[first].lock().unwrap();
            return meal();
        }
        let _first = self.forks[first].lock().unwrap();
        let _second = self.forks[second].lock().unwrap();
        meal();
    }
}
