//! A machine with two numbers, each under a lock of its own.
//!
//! Two of its functions need both locks. Run the tests to see them wait for each other.

use interleaving::sync::Mutex;

/// A machine that keeps x and y. The signatures are fixed, the fields are yours.
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
        // TODO: Take the locks so that this call never waits for an `anti_compute` that waits for it.
        let mut x = self.x.lock().unwrap();
        let mut y = self.y.lock().unwrap();
        *y += *x;
        *x *= *x;
    }

    /// Subtracts x from y and replaces x by its square root, rounded down, in one atomic step.
    /// x must not be negative.
    pub fn anti_compute(&self) {
        // TODO: The same here.
        let mut y = self.y.lock().unwrap();
        let mut x = self.x.lock().unwrap();
        *y -= *x;
        *x = x.isqrt();
    }

    /// Calls `look` with x, and returns its result.
    ///
    /// While `look` runs, no other call can see or change x. It may take as long as it likes and may wait
    /// for a call of `with_y`.
    pub fn with_x<R>(&self, look: impl FnOnce(&mut i64) -> R) -> R {
        look(&mut self.x.lock().unwrap())
    }

    /// Calls `look` with y, and returns its result.
    ///
    /// While `look` runs, no other call can see or change y. It may take as long as it likes and may wait
    /// for a call of `with_x`.
    pub fn with_y<R>(&self, look: impl FnOnce(&mut i64) -> R) -> R {
        look(&mut self.y.lock().unwrap())
    }
}
