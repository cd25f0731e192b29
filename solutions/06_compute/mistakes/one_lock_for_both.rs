//! breaks: rule 4, too much synchronisation
//!
//! One lock for both numbers has no order to get wrong. But a thread that needs x waits for one that needs y.

use interleaving::sync::Mutex;

/// A machine that keeps x and y.
pub struct Machine {
    numbers: Mutex<(i64, i64)>,
}

impl Machine {
    /// A machine that starts with these numbers.
    pub fn new(x: i64, y: i64) -> Self {
        Self { numbers: Mutex::new((x, y)) }
    }

    /// Adds x to y and squares x, in one atomic step.
    pub fn compute(&self) {
        let mut numbers = self.numbers.lock().unwrap();
        let (x, y) = *numbers;
        *numbers = (x * x, y + x);
    }

    /// Subtracts x from y and replaces x by its square root, rounded down, in one atomic step.
    /// x must not be negative.
    pub fn anti_compute(&self) {
        let mut numbers = self.numbers.lock().unwrap();
        let (x, y) = *numbers;
        *numbers = (x.isqrt(), y - x);
    }

    /// Calls `look` with x, and returns its result.
    pub fn with_x<R>(&self, look: impl FnOnce(&mut i64) -> R) -> R {
        look(&mut self.numbers.lock().unwrap().0)
    }

    /// Calls `look` with y, and returns its result.
    pub fn with_y<R>(&self, look: impl FnOnce(&mut i64) -> R) -> R {
        look(&mut self.numbers.lock().unwrap().1)
    }
}
