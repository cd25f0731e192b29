//! breaks: rule 3, rule 4, visible intermediate state
//!
//! Subtracts first and refunds later: in between, others see too low a balance and may be refused.

use interleaving::sync::atomic::{AtomicI64, Ordering::SeqCst};

/// The account holds less than the requested amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

/// An account.
pub struct Account {
    balance: AtomicI64,
}

impl Account {
    /// An account that holds `balance` dollars.
    pub fn new(balance: i64) -> Self {
        Self { balance: AtomicI64::new(balance) }
    }

    /// Pays `amount` out and returns the new balance, or refuses and changes nothing.
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let amount = i64::from(amount);
        let before = self.balance.fetch_sub(amount, SeqCst);
        if before < amount {
            self.balance.fetch_add(amount, SeqCst);
            return Err(InsufficientFunds);
        }
        Ok(before - amount)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        self.balance.fetch_add(i64::from(amount), SeqCst) + i64::from(amount)
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        self.balance.load(SeqCst)
    }
}
