//! design: a monitor that hands out both numbers together

use interleaving::sync::{Condvar, Mutex};

/// The numbers that no thread has taken.
struct Shelf {
    x: Option<i64>,
    y: Option<i64>,
}

/// A machine that keeps x and y.
pub struct Machine {
    shelf: Mutex<Shelf>,
    put_back: Condvar,
}

impl Machine {
    /// A machine that starts with these numbers.
    pub fn new(x: i64, y: i64) -> Self {
        Self { shelf: Mutex::new(Shelf { x: Some(x), y: Some(y) }), put_back: Condvar::new() }
    }

    /// Adds x to y and squares x, in one atomic step.
    pub fn compute(&self) {
        let (x, y) = self.taken(true, true);
        self.put_back(Some(x * x), Some(y + x));
    }

    /// Subtracts x from y and replaces x by its square root, rounded down, in one atomic step.
    /// x must not be negative.
    pub fn anti_compute(&self) {
        let (x, y) = self.taken(true, true);
        self.put_back(Some(x.isqrt()), Some(y - x));
    }

    /// Calls `look` with x, and returns its result.
    pub fn with_x<R>(&self, look: impl FnOnce(&mut i64) -> R) -> R {
        let (mut x, _) = self.taken(true, false);
        let answer = look(&mut x);
        self.put_back(Some(x), None);
        answer
    }

    /// Calls `look` with y, and returns its result.
    pub fn with_y<R>(&self, look: impl FnOnce(&mut i64) -> R) -> R {
        let (_, mut y) = self.taken(false, true);
        let answer = look(&mut y);
        self.put_back(None, Some(y));
        answer
    }

    /// Waits until the wanted numbers are there, and takes them; an unwanted number counts as 0.
    fn taken(&self, want_x: bool, want_y: bool) -> (i64, i64) {
        let mut shelf = self.shelf.lock().unwrap();
        while (want_x && shelf.x.is_none()) || (want_y && shelf.y.is_none()) {
            shelf = self.put_back.wait(shelf).unwrap();
        }
        let x = if want_x { shelf.x.take() } else { None };
        let y = if want_y { shelf.y.take() } else { None };
        (x.unwrap_or(0), y.unwrap_or(0))
    }

    fn put_back(&self, x: Option<i64>, y: Option<i64>) {
        let mut shelf = self.shelf.lock().unwrap();
        shelf.x = x.or(shelf.x);
        shelf.y = y.or(shelf.y);
        // Wakes all: they wait for different numbers.
        self.put_back.notify_all();
    }
}
