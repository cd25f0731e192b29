//! breaks: rule 5, a carry
//!
//! Roll and sign share a word. After the last number the sign carries into the roll, and a number is left out.

use interleaving::hint;
use interleaving::sync::atomic::{AtomicU64, Ordering::{Acquire, Relaxed, Release}};

/// A lock with a roll of numbers. The signatures are fixed, the fields are yours.
pub struct TicketLock {
    both: AtomicU64,
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
}

impl TicketLock {
    /// A lock that is free, and whose first ticket has this number.
    pub fn starting_at(first: u32) -> Self {
        Self { both: AtomicU64::new(u64::from(first) << 32 | u64::from(first)) }
    }

    /// Draws a number; never waits.
    pub fn draw(&self) -> Ticket<'_> {
        let number = (self.both.fetch_add(1 << 32, Relaxed) >> 32) as u32;
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
        while self.lock.both.load(Acquire) as u32 != self.number {
            hint::spin_loop();
        }
        TicketGuard { lock: self.lock }
    }
}

impl Drop for TicketGuard<'_> {
    fn drop(&mut self) {
        self.lock.both.fetch_add(1, Release);
    }
}
