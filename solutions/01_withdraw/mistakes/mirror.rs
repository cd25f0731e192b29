//! breaks: rule 3, rule 4, stale copy
//!
//! `balance()` reads a copy that is written after the unlock.

use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicI64, Ordering::SeqCst};

/// The account holds less than the requested amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

/// An account.
pub struct Account {
    balance: Mutex<i64>,
    shown: AtomicI64,
}

impl Account {
    /// An account that holds `balance` dollars.
    pub fn new(balance: i64) -> Self {
        Self { balance: Mutex::new(balance), shown: AtomicI64::new(balance) }
    }

    /// Pays `amount` out and returns the new balance, or refuses and changes nothing.
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let amount = i64::from(amount);
        let mut balance = self.balance.lock().unwrap();
        if amount > *balance {
            return Err(InsufficientFunds);
        }
        *balance -= amount;
        let left = *balance;
        drop(balance);
        self.shown.store(left, SeqCst);
        Ok(left)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        let mut balance = self.balance.lock().unwrap();
        *balance += i64::from(amount);
        let left = *balance;
        drop(balance);
        self.shown.store(left, SeqCst);
        left
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        self.shown.load(SeqCst)
    }
}
