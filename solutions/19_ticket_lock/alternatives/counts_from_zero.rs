//! design: counts what is drawn and what is done
//!
//! The first number is added for show only.

use interleaving::hint;
use interleaving::sync::atomic::{AtomicU32, Ordering::{Acquire, Relaxed, Release}};

/// A lock with a roll of numbers. The signatures are fixed, the fields are yours.
pub struct TicketLock {
    first: u32,
    drawn: AtomicU32,
    done: AtomicU32,
}

/// A place in the queue; it must be waited for. The fields are yours.
#[must_use = "a ticket that nobody waits for stops all others"]
pub struct Ticket<'a> {
    lock: &'a TicketLock,
    place: u32,
}

/// Somebody is inside; the next number is served when this is dropped. The fields are yours.
#[must_use = "if unused the lock is released at once"]
pub struct TicketGuard<'a> {
    lock: &'a TicketLock,
}

impl TicketLock {
    /// A lock that is free, and whose first ticket has this number.
    pub fn starting_at(first: u32) -> Self {
        Self { first, drawn: AtomicU32::new(0), done: AtomicU32::new(0) }
    }

    /// Draws a number; never waits.
    pub fn draw(&self) -> Ticket<'_> {
        let place = self.drawn.fetch_add(1, Relaxed);
        Ticket { lock: self, place }
    }

    /// Draws a number and waits for its turn.
    pub fn lock(&self) -> TicketGuard<'_> {
        self.draw().wait()
    }
}

impl<'a> Ticket<'a> {
    /// The number.
    pub fn number(&self) -> u32 {
        self.lock.first.wrapping_add(self.place)
    }

    /// Waits until the number is served.
    pub fn wait(self) -> TicketGuard<'a> {
        while self.lock.done.load(Acquire) != self.place {
            hint::spin_loop();
        }
        TicketGuard { lock: self.lock }
    }
}

impl Drop for TicketGuard<'_> {
    fn drop(&mut self) {
        self.lock.done.fetch_add(1, Release);
    }
}
