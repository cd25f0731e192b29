//! breaks: rule 5, refusal instead of waiting
//!
//! An agent that finds the lock taken goes home, and leaves the rest to the one that holds it.

use interleaving::cell::Shared;
use interleaving::sync::Semaphore;

/// The data that the agents share.
pub struct Office {
    /// The number of tickets left.
    pub left: Shared<u32>,
    /// An agent waits for this before it touches `left`, and signals it afterwards.
    pub lock: Semaphore,
}

impl Office {
    /// An office with that many tickets, numbered from 1.
    pub fn new(tickets: u32) -> Self {
        Self { left: Shared::new(tickets), lock: Semaphore::new(1) }
    }
}

/// Does the work of one agent: sells tickets, the highest number first, until none is left.
pub fn sell_tickets(agent: usize, office: &Office, log: impl Fn(usize, u32)) {
    while office.lock.try_wait() {
        let number = office.left.get();
        if number == 0 {
            office.lock.signal();
            break;
        }
        office.left.set(number - 1);
        office.lock.signal();
        log(agent, number);
    }
}
