//! breaks: rule 3, answer from a second read
//!
//! Pays under one lock and reads the answer under another.

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
        {
            let mut balance = self.balance.lock().unwrap();
            if amount > *balance {
                return Err(InsufficientFunds);
            }
            *balance -= amount;
        }
        Ok(self.balance())
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        *self.balance.lock().unwrap() += i64::from(amount);
        self.balance()
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        *self.balance.lock().unwrap()
    }
}
