//! design: a permit that signals when it goes out of scope

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
        let number = {
            let _permit = office.lock.acquire();
            let number = office.left.get();
            office.left.set(number.saturating_sub(1));
            number
        };
        if number == 0 {
            return;
        }
        log(agent, number);
    }
}
