//! breaks: rule 3, a lock that not everybody takes
//!
//! Under the gate each number is locked only for its own line. `with_x` and `with_y` know nothing of a gate.

use interleaving::sync::Mutex;

/// A machine that keeps x and y.
pub struct Machine {
    gate: Mutex<()>,
    x: Mutex<i64>,
    y: Mutex<i64>,
}

impl Machine {
    /// A machine that begins with these numbers.
    pub fn new(x: i64, y: i64) -> Self {
        Self { gate: Mutex::new(()), x: Mutex::new(x), y: Mutex::new(y) }
    }

    /// Adds x to y and squares x, as one step for everybody else.
    pub fn compute(&self) {
        let _gate = self.gate.lock().unwrap();
        let x = *self.x.lock().unwrap();
        *self.y.lock().unwrap() += x;
        *self.x.lock().unwrap() = x * x;
    }

    /// Takes x from y and replaces x, which is not negative, by its root without the fraction: as one step
    /// for everybody else.
    pub fn anti_compute(&self) {
        let _gate = self.gate.lock().unwrap();
        let x = *self.x.lock().unwrap();
        *self.y.lock().unwrap() -= x;
        *self.x.lock().unwrap() = x.isqrt();
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
