//! breaks: screen, the library's own semaphore
//!
//! Leaves the work to the library.

use interleaving::sync::Semaphore as Library;

/// Permits that any thread may take and any thread may add.
pub struct Semaphore(Library);

/// A permit that goes back to its semaphore when it is dropped.
pub struct Permit<'a>(&'a Semaphore);

impl Semaphore {
    /// A semaphore with this many permits at the start; later it may have more.
    pub fn new(permits: usize) -> Self {
        Self(Library::new(permits))
    }

    /// Takes a permit; sleeps while there is none (P, down).
    pub fn wait(&self) {
        self.0.wait();
    }

    /// Adds a permit (V, up), whether the caller took one or not; if threads sleep, one of them goes on.
    pub fn signal(&self) {
        self.0.signal();
    }

    /// Takes a permit if there is one, and returns whether it did. Never sleeps.
    pub fn try_wait(&self) -> bool {
        self.0.try_wait()
    }

    /// Waits as `wait` does; the permit goes back when the returned `Permit` is dropped, in a panic too.
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
