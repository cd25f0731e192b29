//! design: one agent at a time at the pile; the others sleep on a condition variable

use interleaving::cell::Shared;
use interleaving::sync::{Condvar, Mutex, Semaphore};

/// The data that the agents share.
pub struct Office {
    /// The number of tickets left.
    pub left: Shared<u32>,
    /// Only the log uses it.
    pub lock: Semaphore,
    busy: Mutex<bool>,
    free: Condvar,
}

impl Office {
    /// An office with that many tickets, numbered from 1.
    pub fn new(tickets: u32) -> Self {
        Self {
            left: Shared::new(tickets),
            lock: Semaphore::new(1),
            busy: Mutex::new(false),
            free: Condvar::new(),
        }
    }
}

/// Does the work of one agent: sells tickets, the highest number first, until none is left.
pub fn sell_tickets(agent: usize, office: &Office, log: impl Fn(usize, u32)) {
    loop {
        let mut busy = office.busy.lock().unwrap();
        while *busy {
            busy = office.free.wait(busy).unwrap();
        }
        *busy = true;
        drop(busy);
        let number = office.left.get();
        office.left.set(number.saturating_sub(1));
        *office.busy.lock().unwrap() = false;
        office.free.notify_one();
        if number == 0 {
            return;
        }
        log(agent, number);
    }
}
