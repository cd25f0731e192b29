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
        let amount = i64::from(amount);
        let mut seen = self.balance.load(Ordering::SeqCst);
        // Decide on what was seen; if it is no longer true when we write, decide again.
        while seen >= amount {
            let rest = seen - amount;
            match self.balance.compare_exchange_weak(seen, rest, Ordering::SeqCst, Ordering::SeqCst) {
                Ok(_) => return Ok(rest),
                Err(changed) => seen = changed,
            }
        }
        Err(InsufficientFunds)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        let amount = i64::from(amount);
        amount + self.balance.fetch_add(amount, Ordering::SeqCst)
    }

    /// What the account holds.
    pub fn balance(&self) -> i64 {
        self.balance.load(Ordering::SeqCst)
    }
}
