//! design: the odd fork first; between two even forks, which meet at odd tables, the higher one

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
        // At an odd table the last philosopher has forks n − 1 and 0, both even.
        let order = |fork: usize| (fork % 2 == 0, usize::MAX - fork);
        let (first, second) = if order(right) < order(left) { (right, left) } else { (left, right) };
        let _first = self.forks[first].lock().unwrap();
        let _second = self.forks[second].lock().unwrap();
        meal();
    }
}
