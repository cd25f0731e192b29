//! breaks: rule 1, rule 2, rule 3, rule 4, charges a copy
//!
//! `i64` is `Copy`: the subtraction changes the copy, not the account.

use interleaving::sync::Mutex;

/// The account holds less than the requested amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

/// An account.
pub struct Account {
    balance: Mutex<i64>,
}

impl Account {
    /// An account that holds `balance` dollars.
    pub fn new(balance: i64) -> Self {
        Self { balance: Mutex::new(balance) }
    }

    /// Pays `amount` out and returns the new balance, or refuses and changes nothing.
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let mut balance = *self.balance.lock().unwrap();
        if i64::from(amount) > balance {
            return Err(InsufficientFunds);
        }
        balance -= i64::from(amount);
        Ok(balance)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        let mut balance = *self.balance.lock().unwrap();
        balance += i64::from(amount);
        balance
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        *self.balance.lock().unwrap()
    }
}
