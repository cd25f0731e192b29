//! An account that several customers use at the same time.
//!
//! Its calls are right one after another. Run the tests to see what happens when they overlap.

use interleaving::sync::Mutex;

/// The account holds less than the requested amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

/// An account. The signatures are fixed, the fields are yours.
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
        // TODO: Let no other call come between reading the balance and acting on it.
        let balance = *self.balance.lock().unwrap();
        if amount > balance {
            return Err(InsufficientFunds);
        }
        *self.balance.lock().unwrap() = balance - amount;
        Ok(balance - amount)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        // TODO: The same here: the value read may be stale by the time it is written back.
        let balance = *self.balance.lock().unwrap();
        *self.balance.lock().unwrap() = balance + i64::from(amount);
        balance + i64::from(amount)
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        *self.balance.lock().unwrap()
    }
}
