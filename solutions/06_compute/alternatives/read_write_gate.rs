//! design: a read-write gate; calls for one number share it, calls for both numbers have it alone

use interleaving::sync::{Mutex, RwLock};

/// A machine that keeps x and y.
pub struct Machine {
    gate: RwLock<()>,
    x: Mutex<i64>,
    y: Mutex<i64>,
}

impl Machine {
    /// A machine that starts with these numbers.
    pub fn new(x: i64, y: i64) -> Self {
        Self { gate: RwLock::new(()), x: Mutex::new(x), y: Mutex::new(y) }
    }

    /// Adds x to y and squares x, in one atomic step.
    pub fn compute(&self) {
        let _alone = self.gate.write().unwrap();
        let (mut y, mut x) = (self.y.lock().unwrap(), self.x.lock().unwrap());
        *y += *x;
        *x *= *x;
    }

    /// Subtracts x from y and replaces x by its square root, rounded down, in one atomic step.
    /// x must not be negative.
    pub fn anti_compute(&self) {
        let _alone = self.gate.write().unwrap();
        let (mut x, mut y) = (self.x.lock().unwrap(), self.y.lock().unwrap());
        *y -= *x;
        *x = x.isqrt();
    }

    /// Calls `look` with x, and returns its result.
    pub fn with_x<R>(&self, look: impl FnOnce(&mut i64) -> R) -> R {
        let _among_others = self.gate.read().unwrap();
        look(&mut self.x.lock().unwrap())
    }

    /// Calls `look` with y, and returns its result.
    pub fn with_y<R>(&self, look: impl FnOnce(&mut i64) -> R) -> R {
        let _among_others = self.gate.read().unwrap();
        look(&mut self.y.lock().unwrap())
    }
}
