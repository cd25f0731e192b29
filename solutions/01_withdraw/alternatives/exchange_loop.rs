//! design: no lock; a compare-exchange loop that decides again after each failure

use interleaving::sync::atomic::{AtomicI64, Ordering::Relaxed};

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
        let mut balance = self.balance.load(Relaxed);
        loop {
            if amount > balance {
                return Err(InsufficientFunds);
            }
            // Relaxed is enough: the balance publishes no other data.
            match self.balance.compare_exchange_weak(balance, balance - amount, Relaxed, Relaxed) {
                Ok(_) => return Ok(balance - amount),
                Err(now) => balance = now,
            }
        }
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        self.balance.fetch_add(i64::from(amount), Relaxed) + i64::from(amount)
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        self.balance.load(Relaxed)
    }
}
