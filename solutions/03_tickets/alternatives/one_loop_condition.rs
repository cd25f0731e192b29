//! design: a function that sells one ticket, and a loop that asks it
//!
//! The region has one way in and one way out.

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
    while let Some(number) = office.sell() {
        log(agent, number);
    }
}

impl Office {
    /// Takes the topmost ticket off the pile.
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
