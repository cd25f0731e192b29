//! design: a pile of tickets in a mutex, whose topmost is popped

use interleaving::sync::{Mutex, Semaphore};

/// What the agents share.
pub struct Office {
    /// Who wants to touch `left` waits for this first, and signals it afterwards.
    pub lock: Semaphore,
    pile: Mutex<Vec<u32>>,
}

impl Office {
    /// An office with so many tickets. They are numbered from 1.
    pub fn new(tickets: u32) -> Self {
        Self { lock: Semaphore::new(1), pile: Mutex::new((1..=tickets).collect()) }
    }
}

/// The work of one agent: sells tickets, the one with the highest number first, until none is left.
pub fn sell_tickets(agent: usize, office: &Office, log: impl Fn(usize, u32)) {
    loop {
        // A variable of its own: in the head of a `while let` the guard would live through the log.
        let number = office.pile.lock().unwrap().pop();
        let Some(number) = number else { return };
        log(agent, number);
    }
}
