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
        let wanted = i64::from(amount);
        // Take it first, look later: if it was too much, give it back.
        let had = self.balance.fetch_sub(wanted, Ordering::SeqCst);
        if had >= wanted {
            return Ok(had - wanted);
        }
        self.balance.fetch_add(wanted, Ordering::SeqCst);
        Err(InsufficientFunds)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        let wanted = i64::from(amount);
        self.balance.fetch_add(wanted, Ordering::SeqCst) + wanted
    }

    /// What the account holds.
    pub fn balance(&self) -> i64 {
        self.balance.load(Ordering::SeqCst)
    }
}
