//! A box office: the reference.
//!
//! Looking whether a ticket is left, reading its number and taking it off are one critical region, and
//! nothing else is in it. There are two ways out of the region, and both pass a signal.

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
        // One permit, for one agent in the region. With none nobody would ever get in; with two the
        // semaphore would admit two, which is as bad as ten.
        Self { left: Shared::new(tickets), lock: Semaphore::new(1) }
    }
}

/// The work of one agent: sells tickets, the one with the highest number first, until none is left.
///
/// `log` is told the agent and the number of the ticket, once for each sale and before the agent's next
/// sale. It may take as long as it likes, may use `office.lock`, and may wait for what other agents log.
pub fn sell_tickets(agent: usize, office: &Office, log: impl Fn(usize, u32)) {
    loop {
        office.lock.wait();
        // The look belongs inside: what was left before the wait may be sold after it.
        let number = office.left.get();
        if number == 0 {
            // Whoever waits behind us finds nothing to sell either, but has to be let in to see it.
            office.lock.signal();
            break;
        }
        office.left.set(number - 1);
        office.lock.signal();
        // The number is ours alone, so the log needs no lock; and under the lock all the others would
        // stand still for as long as it takes.
        log(agent, number);
    }
}

// Another way: `let permit = office.lock.acquire()` signals when `permit` goes out of scope, on every way
// out of the block. Then no signal can be forgotten, and only the end of the block has to be right.
