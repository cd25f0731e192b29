//! The reference: a number drawn by one addition, and a look for equality.
//!
//! The numbers alone decide who is next, so drawing one needs no ordering. The sign passes on what the last holder
//! wrote.

use interleaving::hint;
use interleaving::sync::atomic::{AtomicU32, Ordering::Acquire, Ordering::Relaxed, Ordering::Release};

/// A lock with a roll of numbers. The signatures are fixed, the fields are yours.
pub struct TicketLock {
    /// The next number on the roll.
    next: AtomicU32,
    /// The number that is served.
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
        // Relaxed: only the number matters. An atomic addition wraps by itself.
        Ticket { lock: self, number: self.next.fetch_add(1, Relaxed) }
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
        // Equal, not at least: after the last number comes 0. Acquire pairs with the Release in `drop`: we must see
        // what the holder before us wrote.
        while self.lock.serving.load(Acquire) != self.number {
            // Without it a thread that waits may keep the holder from running.
            hint::spin_loop();
        }
        TicketGuard { lock: self.lock, number: self.number }
    }
}

impl Drop for TicketGuard<'_> {
    fn drop(&mut self) {
        // Release pairs with the Acquire in `wait`. Only the holder writes, so a store is enough.
        self.lock.serving.store(self.number.wrapping_add(1), Release);
    }
}

// Another way: the guard adds 1 to `serving` with `fetch_add`, and need not know its number.
