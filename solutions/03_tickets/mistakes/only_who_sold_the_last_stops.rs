//! breaks: rule 1, rule 2, rule 3, rule 4, rule 5, livelock
//!
//! Only the agent that sold ticket 1 stops. The others check for ever whether one more is left.

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
        let number = office.left.get();
        if number > 0 {
            office.left.set(number - 1);
        }
        office.lock.signal();
        if number > 0 {
            log(agent, number);
        }
        if number == 1 {
            break;
        }
    }
}
