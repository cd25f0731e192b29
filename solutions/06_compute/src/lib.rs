//! A machine with two numbers, each under a lock of its own: the reference.
//!
//! Everybody who needs both locks takes x's first. Whoever waits for y's lock may hold x's, but whoever
//! waits for x's holds nothing, and so nobody waits for him: the waiting cannot close to a circle.

use interleaving::sync::Mutex;

/// A machine that keeps x and y. The signatures are fixed, the fields are yours.
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
        // Both before the first line, and both until after the last: who let go of one in order to take
        // the other would work with a number that has changed meanwhile.
        let mut x = self.x.lock().unwrap();
        let mut y = self.y.lock().unwrap();
        *y += *x;
        *x *= *x;
    }

    /// Takes x from y and replaces x, which is not negative, by its root without the fraction: as one step
    /// for everybody else.
    pub fn anti_compute(&self) {
        // The same order, though y is changed first: when a lock is taken and when its number is used are
        // two things.
        let mut x = self.x.lock().unwrap();
        let mut y = self.y.lock().unwrap();
        *y -= *x;
        *x = x.isqrt();
    }

    /// Calls `look` with x, and returns its answer.
    ///
    /// While `look` runs nobody else can see or change x. It may take as long as it likes and may wait for
    /// somebody in `with_y`.
    pub fn with_x<R>(&self, look: impl FnOnce(&mut i64) -> R) -> R {
        look(&mut self.x.lock().unwrap())
    }

    /// Calls `look` with y, and returns its answer.
    ///
    /// While `look` runs nobody else can see or change y. It may take as long as it likes and may wait for
    /// somebody in `with_x`.
    pub fn with_y<R>(&self, look: impl FnOnce(&mut i64) -> R) -> R {
        look(&mut self.y.lock().unwrap())
    }
}

// Another way: any order, but a third lock around the taking of the two. Who holds one lock and waits for
// another is then alone in doing so, and nobody who waits for him has anything that he wants.
