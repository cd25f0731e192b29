//! A box office: several agents sell tickets from one pile.
//!
//! A single agent works as it should. Run the tests to see what two of them do.

use interleaving::cell::Shared;
use interleaving::sync::Semaphore;

/// The data that the agents share. Keep `lock`, because the log may use it too; the rest is yours.
pub struct Office {
    /// The number of tickets left. Only an agreement among the agents protects it.
    pub left: Shared<u32>,
    /// The agreement: an agent waits for this before it touches `left`, and signals it afterwards.
    pub lock: Semaphore,
}

impl Office {
    /// An office with that many tickets, numbered from 1.
    pub fn new(tickets: u32) -> Self {
        Self { left: Shared::new(tickets), lock: Semaphore::new(1) }
    }
}

/// Does the work of one agent: sells tickets, the highest number first, until none is left.
///
/// Calls `log` with the agent and the number of the ticket, once for each sale and before the agent's next
/// sale. `log` may take as long as it likes, may use `office.lock`, and may wait until other agents log.
pub fn sell_tickets(agent: usize, office: &Office, log: impl Fn(usize, u32)) {
    // TODO: Do under the lock all that must not be disturbed, and nothing else. Never leave with the lock.
    while office.left.get() > 0 {
        office.lock.wait();
        let number = office.left.get();
        if number == 0 {
            break;
        }
        log(agent, number);
        office.lock.signal();
        office.left.set(number - 1);
    }
}
