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
        let amount = i64::from(amount);
        if !self.has(amount) {
            return Err(InsufficientFunds);
        }
        let mut balance = self.balance.lock().unwrap();
        *balance -= amount;
        Ok(*balance)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        let mut balance = self.balance.lock().unwrap();
        *balance += i64::from(amount);
        *balance
    }

    /// What the account holds.
    pub fn balance(&self) -> i64 {
        *self.balance.lock().unwrap()
    }

    /// Whether so much is there.
    fn has(&self, amount: i64) -> bool {
        self.balance() >= amount
    }
}
