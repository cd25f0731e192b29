//! An account that several customers use at the same time.
//!
//! One after another its calls do what they should. Run the tests to see what they do together.

use interleaving::sync::atomic::{AtomicI64, Ordering};

/// The account holds less than was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

/// An account. The signatures are fixed, the fields are yours.
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
        // Atomics are thread-safe, so no lock is needed any more.
        let rest = self.balance.load(Ordering::SeqCst) - i64::from(amount);
        if rest < 0 {
            return Err(InsufficientFunds);
        }
        self.balance.store(rest, Ordering::SeqCst);
        Ok(rest)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        let sum = self.balance.load(Ordering::SeqCst) + i64::from(amount);
        self.balance.store(sum, Ordering::SeqCst);
        sum
    }

    /// What the account holds.
    pub fn balance(&self) -> i64 {
        self.balance.load(Ordering::SeqCst)
    }
}
