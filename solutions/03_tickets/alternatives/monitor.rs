//! design: one agent at a time at the pile; the others sleep on a condition variable

use interleaving::cell::Shared;
use interleaving::sync::{Condvar, Mutex, Semaphore};

/// What the agents share.
pub struct Office {
    /// How many tickets are left.
    pub left: Shared<u32>,
    /// For the log.
    pub lock: Semaphore,
    busy: Mutex<bool>,
    free: Condvar,
}

impl Office {
    /// An office with so many tickets. They are numbered from 1.
    pub fn new(tickets: u32) -> Self {
        Self {
            left: Shared::new(tickets),
            lock: Semaphore::new(1),
            busy: Mutex::new(false),
            free: Condvar::new(),
        }
    }
}

/// The work of one agent: sells tickets, the one with the highest number first, until none is left.
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
