//! design: a function that sells one ticket, and a loop that calls it
//!
//! The region has one way in and one way out.

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
    while let Some(number) = office.sell() {
        log(agent, number);
    }
}

impl Office {
    /// Takes the top ticket off the pile.
    fn sell(&self) -> Option<u32> {
        self.lock.wait();
        let number = self.left.get();
        if number > 0 {
            self.left.set(number - 1);
        }
        self.lock.signal();
        (number > 0).then_some(number)
    }
}
