//! design: no critical region; the count is an atomic, and the lock is left to the log

use interleaving::sync::Semaphore;
use interleaving::sync::atomic::{AtomicU32, Ordering::SeqCst};

/// What the agents share.
pub struct Office {
    /// How many tickets are left.
    pub left: AtomicU32,
    /// Who wants to touch `left` waits for this first, and signals it afterwards.
    pub lock: Semaphore,
}

impl Office {
    /// An office with so many tickets. They are numbered from 1.
    pub fn new(tickets: u32) -> Self {
        Self { left: AtomicU32::new(tickets), lock: Semaphore::new(1) }
    }
}

/// The work of one agent: sells tickets, the one with the highest number first, until none is left.
pub fn sell_tickets(agent: usize, office: &Office, log: impl Fn(usize, u32)) {
    let take = |left: u32| left.checked_sub(1);
    while let Ok(number) = office.left.fetch_update(SeqCst, SeqCst, take) {
        log(agent, number);
    }
}
