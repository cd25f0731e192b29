//! breaks: rule 1, rule 3, rule 4, rule 5, lock never released
//!
//! A refusal leaves the account marked as busy.

use interleaving::sync::atomic::{AtomicBool, AtomicI64, Ordering::SeqCst};
use interleaving::thread;

/// The account holds less than the requested amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

/// An account.
pub struct Account {
    balance: AtomicI64,
    busy: AtomicBool,
}

impl Account {
    /// An account that holds `balance` dollars.
    pub fn new(balance: i64) -> Self {
        Self { balance: AtomicI64::new(balance), busy: AtomicBool::new(false) }
    }

    /// Pays `amount` out and returns the new balance, or refuses and changes nothing.
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let amount = i64::from(amount);
        self.enter();
        let balance = self.balance.load(SeqCst);
        if amount > balance {
            return Err(InsufficientFunds);
        }
        self.balance.store(balance - amount, SeqCst);
        self.busy.store(false, SeqCst);
        Ok(balance - amount)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        self.enter();
        let balance = self.balance.load(SeqCst) + i64::from(amount);
        self.balance.store(balance, SeqCst);
        self.busy.store(false, SeqCst);
        balance
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        self.balance.load(SeqCst)
    }
}

impl Account {
    fn enter(&self) {
        while self.busy.swap(true, SeqCst) {
            thread::yield_now();
        }
    }
}
