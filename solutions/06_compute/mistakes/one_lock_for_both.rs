//! breaks: rule 4, too much synchronisation
//!
//! One lock around both numbers has no order to get wrong. Who needs x waits for who needs y.

use interleaving::sync::Mutex;

/// A machine that keeps x and y.
pub struct Machine {
    numbers: Mutex<(i64, i64)>,
}

impl Machine {
    /// A machine that begins with these numbers.
    pub fn new(x: i64, y: i64) -> Self {
        Self { numbers: Mutex::new((x, y)) }
    }

    /// Adds x to y and squares x, as one step for everybody else.
    pub fn compute(&self) {
        let mut numbers = self.numbers.lock().unwrap();
        let (x, y) = *numbers;
        *numbers = (x * x, y + x);
    }

    /// Takes x from y and replaces x, which is not negative, by its root without the fraction: as one step
    /// for everybody else.
    pub fn anti_compute(&self) {
        let mut numbers = self.numbers.lock().unwrap();
        let (x, y) = *numbers;
        *numbers = (x.isqrt(), y - x);
    }

    /// Calls `look` with x, and returns its answer.
    pub fn with_x<R>(&self, look: impl FnOnce(&mut i64) -> R) -> R {
        look(&mut self.numbers.lock().unwrap().0)
    }

    /// Calls `look` with y, and returns its answer.
    pub fn with_y<R>(&self, look: impl FnOnce(&mut i64) -> R) -> R {
        look(&mut self.numbers.lock().unwrap().1)
    }
}
