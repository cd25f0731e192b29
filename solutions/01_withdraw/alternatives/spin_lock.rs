//! design: a hand-written spin lock that yields while it waits

use interleaving::sync::atomic::{
    AtomicBool, AtomicI64,
    Ordering::{Acquire, Relaxed, Release},
};
use interleaving::thread;

/// The account holds less than the requested amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

/// An account.
pub struct Account {
    taken: AtomicBool,
    balance: AtomicI64,
}

impl Account {
    /// An account that holds `balance` dollars.
    pub fn new(balance: i64) -> Self {
        Self { taken: AtomicBool::new(false), balance: AtomicI64::new(balance) }
    }

    /// Pays `amount` out and returns the new balance, or refuses and changes nothing.
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        self.exclusively(|balance| {
            let left = balance - i64::from(amount);
            if left < 0 { (balance, Err(InsufficientFunds)) } else { (left, Ok(left)) }
        })
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        self.exclusively(|balance| {
            let left = balance + i64::from(amount);
            (left, left)
        })
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        self.exclusively(|balance| (balance, balance))
    }
}

impl Account {
    /// Replaces the balance by the one that `work` returns, while no other call uses the account.
    fn exclusively<R>(&self, work: impl FnOnce(i64) -> (i64, R)) -> R {
        // Acquire pairs with the Release below: we must see the balance that the last holder left.
        while self.taken.swap(true, Acquire) {
            thread::yield_now();
        }
        let (balance, answer) = work(self.balance.load(Relaxed));
        self.balance.store(balance, Relaxed);
        // Release pairs with the Acquire above.
        self.taken.store(false, Release);
        answer
    }
}
