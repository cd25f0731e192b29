//! A machine with two numbers, each under a lock of its own: the reference.
//!
//! A thread that needs both locks takes x's first. A thread that waits for y's lock may hold x's, but one
//! that waits for x's holds nothing, so nobody waits for it: the waiting cannot close a circle.

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
        // Take both before the first line, and hold both until after the last: a thread that releases one
        // to take the other works with a number that may have changed meanwhile.
        let mut x = self.x.lock().unwrap();
        let mut y = self.y.lock().unwrap();
        *y += *x;
        *x *= *x;
    }

    /// Subtracts x from y and replaces x by its square root, rounded down, in one atomic step.
    /// x must not be negative.
    pub fn anti_compute(&self) {
        // The same order, although y changes first: taking a lock and using its number are two different
        // things.
        let mut x = self.x.lock().unwrap();
        let mut y = self.y.lock().unwrap();
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

// Another way: any order, but a third lock around taking the two. Then only one thread at a time holds one
// lock and waits for another, and no thread that waits for it holds the lock it wants.
