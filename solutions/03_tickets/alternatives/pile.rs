//! design: a pile of tickets in a mutex; each sale pops the top one

use interleaving::sync::{Mutex, Semaphore};

/// The data that the agents share.
pub struct Office {
    /// Only the log uses it.
    pub lock: Semaphore,
    pile: Mutex<Vec<u32>>,
}

impl Office {
    /// An office with that many tickets, numbered from 1.
    pub fn new(tickets: u32) -> Self {
        Self { lock: Semaphore::new(1), pile: Mutex::new((1..=tickets).collect()) }
    }
}

/// Does the work of one agent: sells tickets, the highest number first, until none is left.
pub fn sell_tickets(agent: usize, office: &Office, log: impl Fn(usize, u32)) {
    loop {
        // A separate `let`: in the head of a `while let`, the guard would live through the log.
        let number = office.pile.lock().unwrap().pop();
        let Some(number) = number else { return };
        log(agent, number);
    }
}
