//! design: no critical region; the count is an atomic, and the lock is left to the log

use interleaving::sync::Semaphore;
use interleaving::sync::atomic::{AtomicU32, Ordering::SeqCst};

/// The data that the agents share.
pub struct Office {
    /// The number of tickets left.
    pub left: AtomicU32,
    /// Only the log uses it.
    pub lock: Semaphore,
}

impl Office {
    /// An office with that many tickets, numbered from 1.
    pub fn new(tickets: u32) -> Self {
        Self { left: AtomicU32::new(tickets), lock: Semaphore::new(1) }
    }
}

/// Does the work of one agent: sells tickets, the highest number first, until none is left.
pub fn sell_tickets(agent: usize, office: &Office, log: impl Fn(usize, u32)) {
    let take = |left: u32| left.checked_sub(1);
    while let Ok(number) = office.left.fetch_update(SeqCst, SeqCst, take) {
        log(agent, number);
    }
}
