//! breaks: rule 2, rule 3, lock cycle
//!
//! Both functions were reversed, so their two orders are still opposite.

use interleaving::sync::Mutex;

/// A machine that keeps x and y.
pub struct Machine {
    x: Mutex<i64>,
    y: Mutex<i64>,
}

impl Machine {
    /// A machine that starts with these numbers.
    pub fn new(x: i64, y: i64) -> Self {
        Self { x: Mutex::new(x), y: Mutex::new(y) }
    }

    /// Adds x to y and squares x, in one atomic step.
    pub fn compute(&self) {
        let mut y = self.y.lock().unwrap();
        let mut x = self.x.lock().unwrap();
        *y += *x;
        *x *= *x;
    }

    /// Subtracts x from y and replaces x by its square root, rounded down, in one atomic step.
    /// x must not be negative.
    pub fn anti_compute(&self) {
        let mut x = self.x.lock().unwrap();
        let mut y = self.y.lock().unwrap();
        *y -= *x;
        *x = x.isqrt();
    }

    /// Calls `look` with x, and returns its result.
    pub fn with_x<R>(&self, look: impl FnOnce(&mut i64) -> R) -> R {
        look(&mut self.x.lock().unwrap())
    }

    /// Calls `look` with y, and returns its result.
    pub fn with_y<R>(&self, look: impl FnOnce(&mut i64) -> R) -> R {
        look(&mut self.y.lock().unwrap())
    }
}
