//! A pile of tickets, sold from the top.

use interleaving::cell::Shared;
use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicUsize, Ordering::SeqCst};

pub(crate) struct Pile {
    pub(crate) left: Shared<usize>,
    pub(crate) top: AtomicUsize,
    pub(crate) price: Shared<usize>,
    pub(crate) lock: Mutex<()>,
}

impl Pile {
    pub(crate) fn new(tickets: usize) -> Self {
        Self {
            left: Shared::new(tickets),
            top: AtomicUsize::new(tickets),
            price: Shared::new(30),
            lock: Mutex::new(()),
        }
    }

    /// Sells a ticket first and takes it off the pile afterwards.
    pub(crate) fn sell(&self, sold: impl FnOnce(usize)) {
        let number = self.left.get();
        sold(number);
        self.left.set(number - 1);
    }

    pub(crate) fn sell_from_the_top(&self, sold: impl FnOnce(usize)) {
        let number = self.top.load(SeqCst);
        sold(number);
        self.top.store(number - 1, SeqCst);
    }

    /// Sells and takes the ticket off the pile in one critical section.
    pub(crate) fn sell_under_the_lock(&self, sold: impl FnOnce(usize)) {
        let _held = self.lock.lock().unwrap();
        let number = self.left.get();
        sold(number);
        self.left.set(number - 1);
    }

    /// Does not depend on how many tickets are left.
    pub(crate) fn raise_the_price(&self) {
        let price = self.price.get();
        self.price.set(price + 1);
    }
}
