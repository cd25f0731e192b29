//! Races where the checker cannot see it.

use std::sync::atomic::{AtomicI64, Ordering::SeqCst};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

pub struct Account(AtomicI64);

impl Account {
    pub fn new(balance: i64) -> Self {
        Self(AtomicI64::new(balance))
    }

    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let balance = self.0.load(SeqCst);
        if i64::from(amount) > balance {
            return Err(InsufficientFunds);
        }
        self.0.store(balance - i64::from(amount), SeqCst);
        Ok(balance - i64::from(amount))
    }

    pub fn deposit(&self, amount: u32) -> i64 {
        let balance = self.0.load(SeqCst) + i64::from(amount);
        self.0.store(balance, SeqCst);
        balance
    }

    pub fn balance(&self) -> i64 {
        self.0.load(SeqCst)
    }
}
