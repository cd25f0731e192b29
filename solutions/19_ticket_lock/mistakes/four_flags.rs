//! breaks: rule 4, fewer places than customers
//!
//! Each number has one of four flags to wait at. The fifth customer shares its flag with the first.

use interleaving::hint;
use interleaving::sync::atomic::{AtomicBool, AtomicU32, Ordering::{Acquire, Relaxed, Release}};

/// A lock with a roll of numbers. The signatures are fixed, the fields are yours.
pub struct TicketLock {
    next: AtomicU32,
    open: [AtomicBool; 4],
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
        Self {
            next: AtomicU32::new(first),
            open: std::array::from_fn(|i| AtomicBool::new(first as usize % 4 == i)),
        }
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
        let slot = &self.lock.open[self.number as usize % 4];
        while slot.compare_exchange(true, false, Acquire, Relaxed).is_err() {
            hint::spin_loop();
        }
        TicketGuard { lock: self.lock, number: self.number }
    }
}

impl Drop for TicketGuard<'_> {
    fn drop(&mut self) {
        self.lock.open[self.number.wrapping_add(1) as usize % 4].store(true, Release);
    }
}
