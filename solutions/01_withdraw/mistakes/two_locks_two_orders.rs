//! breaks: rule 3, rule 4, rule 5, lock cycle
//!
//! A second lock counts payments: `withdraw` takes it after the first lock, `deposit` before.

use interleaving::sync::Mutex;

/// The account holds less than the requested amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

/// An account.
pub struct Account {
    balance: Mutex<i64>,
    payments: Mutex<u64>,
}

impl Account {
    /// An account that holds `balance` dollars.
    pub fn new(balance: i64) -> Self {
        Self { balance: Mutex::new(balance), payments: Mutex::new(0) }
    }

    /// Pays `amount` out and returns the new balance, or refuses and changes nothing.
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let amount = i64::from(amount);
        let mut balance = self.balance.lock().unwrap();
        if amount > *balance {
            return Err(InsufficientFunds);
        }
        *self.payments.lock().unwrap() += 1;
        *balance -= amount;
        Ok(*balance)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        let mut payments = self.payments.lock().unwrap();
        let mut balance = self.balance.lock().unwrap();
        *payments += 1;
        *balance += i64::from(amount);
        *balance
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        *self.balance.lock().unwrap()
    }
}
