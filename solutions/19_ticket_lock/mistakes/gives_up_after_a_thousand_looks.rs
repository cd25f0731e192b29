//! breaks: rule 2, rule 4, a wait that ends after a long while
//!
//! After a thousand looks the thread goes in.

use interleaving::hint;
use interleaving::sync::atomic::{AtomicU32, Ordering::{Acquire, Relaxed, Release}};

/// A lock with a roll of numbers. The signatures are fixed, the fields are yours.
pub struct TicketLock {
    next: AtomicU32,
    serving: AtomicU32,
}

/// A place in the queue; it must be waited for. The fields are yours.
#[must_use = "a ticket that nobody waits for stops all others"]
pub struct Ticket<'a> {
    lock: &'a TicketLock,
    number: u32,
}

/// Somebody is inside; the next number is served when this is dropped. The fields are yours.
#[must_use = "if unused the lock is released at once"]
pub struct TicketGuard<'a> {
    lock: &'a TicketLock,
    number: u32,
}

impl TicketLock {
    /// A lock that is free, and whose first ticket has this number.
    pub fn starting_at(first: u32) -> Self {
        Self { next: AtomicU32::new(first), serving: AtomicU32::new(first) }
    }

    /// Draws a number; never waits.
    pub fn draw(&self) -> Ticket<'_> {
        let number = self.next.fetch_add(1, Relaxed);
        Ticket { lock: self, number }
    }

    /// Draws a number and waits for its turn.
    pub fn lock(&self) -> TicketGuard<'_> {
        self.draw().wait()
    }
}

impl<'a> Ticket<'a> {
    /// The number.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Waits until the number is served.
    pub fn wait(self) -> TicketGuard<'a> {
        for _ in 0..1000 {
            if self.lock.serving.load(Acquire) == self.number {
                break;
            }
            hint::spin_loop();
        }
        TicketGuard { lock: self.lock, number: self.number }
    }
}

impl Drop for TicketGuard<'_> {
    fn drop(&mut self) {
        self.lock.serving.store(self.number.wrapping_add(1), Release);
    }
}
