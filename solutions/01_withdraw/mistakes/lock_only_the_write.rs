//! breaks: rule 2, rule 3, rule 4, lost update
//!
//! Only the write is locked, and the value it writes was read before that.

use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicI64, Ordering::SeqCst};

/// The account holds less than the requested amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

/// An account.
pub struct Account {
    balance: AtomicI64,
    writing: Mutex<()>,
}

impl Account {
    /// An account that holds `balance` dollars.
    pub fn new(balance: i64) -> Self {
        Self { balance: AtomicI64::new(balance), writing: Mutex::new(()) }
    }

    /// Pays `amount` out and returns the new balance, or refuses and changes nothing.
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let amount = i64::from(amount);
        let balance = self.balance.load(SeqCst);
        if amount > balance {
            return Err(InsufficientFunds);
        }
        let _writing = self.writing.lock().unwrap();
        self.balance.store(balance - amount, SeqCst);
        Ok(balance - amount)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        let balance = self.balance.load(SeqCst) + i64::from(amount);
        let _writing = self.writing.lock().unwrap();
        self.balance.store(balance, SeqCst);
        balance
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        self.balance.load(SeqCst)
    }
}
