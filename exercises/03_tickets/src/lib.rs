//! A box office: several agents sell tickets from one pile.
//!
//! One agent by himself does what he should. Run the tests to see what two of them do.

use interleaving::cell::Shared;
use interleaving::sync::Semaphore;

/// What the agents share. The log may use `lock` too, so it stays; the rest is yours.
pub struct Office {
    /// How many tickets are left. Nothing but an agreement among the agents protects it.
    pub left: Shared<u32>,
    /// The agreement: who wants to touch `left` waits for this first, and signals it afterwards.
    pub lock: Semaphore,
}

impl Office {
    /// An office with so many tickets. They are numbered from 1.
    pub fn new(tickets: u32) -> Self {
        Self { left: Shared::new(tickets), lock: Semaphore::new(1) }
    }
}

/// The work of one agent: sells tickets, the one with the highest number first, until none is left.
///
/// `log` is told the agent and the number of the ticket, once for each sale and before the agent's next
/// sale. It may take as long as it likes, may use `office.lock`, and may wait for what other agents log.
pub fn sell_tickets(agent: usize, office: &Office, log: impl Fn(usize, u32)) {
    // TODO: Do under the lock what must not be disturbed, and nothing else; and never leave with the lock.
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
