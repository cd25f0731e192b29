//! design: a read-write lock; a call that changes the balance holds the write lock from its check on

use interleaving::sync::RwLock;

/// The account holds less than the requested amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

/// An account.
pub struct Account {
    balance: RwLock<i64>,
}

impl Account {
    /// An account that holds `balance` dollars.
    pub fn new(balance: i64) -> Self {
        Self { balance: RwLock::new(balance) }
    }

    /// Pays `amount` out and returns the new balance, or refuses and changes nothing.
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let amount = i64::from(amount);
        let mut balance = self.balance.write().unwrap();
        if amount > *balance {
            return Err(InsufficientFunds);
        }
        *balance -= amount;
        Ok(*balance)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        let mut balance = self.balance.write().unwrap();
        *balance += i64::from(amount);
        *balance
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        *self.balance.read().unwrap()
    }
}
