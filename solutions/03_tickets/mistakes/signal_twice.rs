//! breaks: rule 2, rule 3, semaphore count wrong
//!
//! Signals when the number is taken off and again when the sale is logged.

use interleaving::cell::Shared;
use interleaving::sync::Semaphore;

/// What the agents share.
pub struct Office {
    /// How many tickets are left.
    pub left: Shared<u32>,
    /// Who wants to touch `left` waits for this first, and signals it afterwards.
    pub lock: Semaphore,
}

impl Office {
    /// An office with so many tickets. They are numbered from 1.
    pub fn new(tickets: u32) -> Self {
        Self { left: Shared::new(tickets), lock: Semaphore::new(1) }
    }
}

/// The work of one agent: sells tickets, the one with the highest number first, until none is left.
pub fn sell_tickets(agent: usize, office: &Office, log: impl Fn(usize, u32)) {
    loop {
        office.lock.wait();
        let number = office.left.get();
        if number == 0 {
            office.lock.signal();
            break;
        }
        office.left.set(number - 1);
        office.lock.signal();
        log(agent, number);
        office.lock.signal();
    }
}
