//! A box office: the reference.
//!
//! The critical region checks that a ticket is left, reads its number and takes it off, and does nothing
//! else. There are two ways out of the region, and both signal.

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
        // One permit, for one agent in the region. With none, no agent would ever get in. With two, the
        // semaphore would admit two, which is as bad as ten.
        Self { left: Shared::new(tickets), lock: Semaphore::new(1) }
    }
}

/// Does the work of one agent: sells tickets, the highest number first, until none is left.
///
/// Calls `log` with the agent and the number of the ticket, once for each sale and before the agent's next
/// sale. `log` may take as long as it likes, may use `office.lock`, and may wait until other agents log.
pub fn sell_tickets(agent: usize, office: &Office, log: impl Fn(usize, u32)) {
    loop {
        office.lock.wait();
        // The check belongs inside: a ticket that was left before the wait may be sold after it.
        let number = office.left.get();
        if number == 0 {
            // The agents that wait behind us have nothing to sell either, but must get in to see that.
            office.lock.signal();
            break;
        }
        office.left.set(number - 1);
        office.lock.signal();
        // The number is ours alone, so the log needs no lock. Under the lock, all other agents would have
        // to wait until the log is written.
        log(agent, number);
    }
}

// Another way: with `let permit = office.lock.acquire()`, the permit signals when it goes out of scope, on
// every way out of the block. Then you cannot forget a signal, and only have to end the block in time.
