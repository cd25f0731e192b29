//! breaks: rule 3, visible intermediate state
//!
//! The square is computed before the second lock is wanted, and x goes back at once: y is still the old one.

use interleaving::sync::Mutex;

/// A machine that keeps x and y.
pub struct Machine {
    x: Mutex<i64>,
    y: Mutex<i64>,
}

impl Machine {
    /// A machine that begins with these numbers.
    pub fn new(x: i64, y: i64) -> Self {
        Self { x: Mutex::new(x), y: Mutex::new(y) }
    }

    /// Adds x to y and squares x, as one step for everybody else.
    pub fn compute(&self) {
        let mut x = self.x.lock().unwrap();
        let before = *x;
        *x *= before;
        drop(x);
        *self.y.lock().unwrap() += before;
    }

    /// Takes x from y and replaces x, which is not negative, by its root without the fraction: as one step
    /// for everybody else.
    pub fn anti_compute(&self) {
        let mut x = self.x.lock().unwrap();
        let before = *x;
        *x = before.isqrt();
        drop(x);
        *self.y.lock().unwrap() -= before;
    }

    /// Calls `look` with x, and returns its answer.
    pub fn with_x<R>(&self, look: impl FnOnce(&mut i64) -> R) -> R {
        look(&mut self.x.lock().unwrap())
    }

    /// Calls `look` with y, and returns its answer.
    pub fn with_y<R>(&self, look: impl FnOnce(&mut i64) -> R) -> R {
        look(&mut self.y.lock().unwrap())
    }
}
