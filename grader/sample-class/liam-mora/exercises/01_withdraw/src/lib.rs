//! An account that several customers use at the same time.
//!
//! One after another its calls do what they should. Run the tests to see what they do together.

use interleaving::sync::Mutex;

/// The account holds less than was asked for.
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
        let mut balance = self.balance.lock().unwrap();
        if *balance < amount.into() {
            return Err(InsufficientFunds);
        }
        *balance -= i64::from(amount);
        Ok(*balance)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        // A deposit cannot fail, so there is nothing to check and nothing to protect.
        let new = self.balance() + i64::from(amount);
        *self.balance.lock().unwrap() = new;
        new
    }

    /// What the account holds.
    pub fn balance(&self) -> i64 {
        *self.balance.lock().unwrap()
    }
}
