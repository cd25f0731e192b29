//! A round table: philosophers, and one fork between any two neighbours.
//!
//! No fork is ever held alone: a philosopher takes both or waits.

use interleaving::sync::{Condvar, Mutex};

/// A table with as many forks as seats.
pub struct Table {
    lies_there: Mutex<Vec<bool>>,
    put_down: Condvar,
}

impl Table {
    /// A table for so many philosophers, two or more. All forks lie on it.
    pub fn new(seats: usize) -> Self {
        Self { lies_there: Mutex::new(vec![true; seats]), put_down: Condvar::new() }
    }

    /// Waits for both forks of `seat`, calls `meal`, and puts the forks down.
    pub fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let both = |forks: &Vec<bool>| [seat, (seat + 1) % forks.len()];
        let mut forks = self.lies_there.lock().unwrap();
        loop {
            let mine = both(&forks);
            if mine.iter().all(|&fork| forks[fork]) {
                mine.iter().for_each(|&fork| forks[fork] = false);
                break;
            }
            forks = self.put_down.wait(forks).unwrap();
        }
        drop(forks);
        meal();
        let mut forks = self.lies_there.lock().unwrap();
        both(&forks).iter().for_each(|&fork| forks[fork] = true);
        self.put_down.notify_all();
    }
}
