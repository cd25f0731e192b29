//! design: roll and sign in one word
//!
//! The draw adds to the upper half and wraps there; the guard replaces the lower half, so that nothing is carried.

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
    number: u32,
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
        TicketGuard { lock: self.lock, number: self.number }
    }
}

impl Drop for TicketGuard<'_> {
    fn drop(&mut self) {
        let served = u64::from(self.number.wrapping_add(1));
        let step = |both: u64| Some((both >> 32 << 32) | served);
        self.lock.both.fetch_update(Release, Relaxed, step).unwrap();
    }
}
