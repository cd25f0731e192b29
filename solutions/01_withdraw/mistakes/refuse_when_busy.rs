//! breaks: rule 3, rule 4, refusal instead of waiting
//!
//! A customer who finds the account locked is refused for insufficient funds.

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
        let amount = i64::from(amount);
        let Ok(mut balance) = self.balance.try_lock() else {
            return Err(InsufficientFunds);
        };
        if amount > *balance {
            return Err(InsufficientFunds);
        }
        *balance -= amount;
        Ok(*balance)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        let mut balance = self.balance.lock().unwrap();
        *balance += i64::from(amount);
        *balance
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        *self.balance.lock().unwrap()
    }
}
