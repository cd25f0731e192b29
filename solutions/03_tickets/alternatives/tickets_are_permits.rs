//! design: the tickets are permits of a second semaphore; an agent that gets one takes a number
//!
//! `try_wait` checks and takes in one step. There are as many permits as numbers, so each permit has one.

use interleaving::sync::Semaphore;
use interleaving::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// The data that the agents share.
pub struct Office {
    /// Only the log uses it.
    pub lock: Semaphore,
    tickets: Semaphore,
    next: AtomicU32,
}

impl Office {
    /// An office with that many tickets, numbered from 1.
    pub fn new(tickets: u32) -> Self {
        Self {
            lock: Semaphore::new(1),
            tickets: Semaphore::new(tickets as usize),
            next: AtomicU32::new(tickets),
        }
    }
}

/// Does the work of one agent: sells tickets, the highest number first, until none is left.
pub fn sell_tickets(agent: usize, office: &Office, log: impl Fn(usize, u32)) {
    while office.tickets.try_wait() {
        log(agent, office.next.fetch_sub(1, Relaxed));
    }
}
