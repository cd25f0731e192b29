//! breaks: rule 5, tickets kept in the hand
//!
//! Takes up to ten tickets off the pile at once and sells them one by one: fewer waits, but an agent that
//! is held up keeps them all.

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
    loop {
        office.lock.wait();
        let left = office.left.get();
        let taken = left.min(10);
        office.left.set(left - taken);
        office.lock.signal();
        if taken == 0 {
            break;
        }
        for number in (left - taken + 1..=left).rev() {
            log(agent, number);
        }
    }
}
