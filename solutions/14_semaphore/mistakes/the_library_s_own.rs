//! breaks: screen, the semaphore of the library
//!
//! Hands the work to the library.

use interleaving::sync::Semaphore as Library;

/// Permits that anybody may take and anybody may add.
pub struct Semaphore(Library);

/// A permit that goes back to its semaphore when it is dropped.
pub struct Permit<'a>(&'a Semaphore);

impl Semaphore {
    /// A semaphore with so many permits. There may be more of them later.
    pub fn new(permits: usize) -> Self {
        Self(Library::new(permits))
    }

    /// Takes a permit, and sleeps as long as there is none (P, down).
    pub fn wait(&self) {
        self.0.wait();
    }

    /// Adds a permit (V, up). Anybody may, whether he took one or not; if somebody sleeps, one goes on.
    pub fn signal(&self) {
        self.0.signal();
    }

    /// Takes a permit if there is one, and says whether it did. It never sleeps.
    pub fn try_wait(&self) -> bool {
        self.0.try_wait()
    }

    /// Waits as `wait` does; the permit goes back when what is returned is dropped, in a panic too.
    pub fn acquire(&self) -> Permit<'_> {
        self.wait();
        Permit(self)
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.signal();
    }
}
