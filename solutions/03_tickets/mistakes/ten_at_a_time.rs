//! breaks: rule 5, tickets kept in the hand
//!
//! Takes up to ten tickets off the pile at once and sells them one by one: fewer waits, but an agent who is held
//! up keeps them all.

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
