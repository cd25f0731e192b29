//! design: one customer at a time; the others sleep on a condition variable

use interleaving::cell::Shared;
use interleaving::sync::{Condvar, Mutex};

/// The account holds less than the requested amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

/// An account.
pub struct Account {
    busy: Mutex<bool>,
    free: Condvar,
    balance: Shared<i64>,
}

impl Account {
    /// An account that holds `balance` dollars.
    pub fn new(balance: i64) -> Self {
        Self { busy: Mutex::new(false), free: Condvar::new(), balance: Shared::new(balance) }
    }

    /// Pays `amount` out and returns the new balance, or refuses and changes nothing.
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        self.exclusively(|balance| {
            let left = balance - i64::from(amount);
            if left < 0 { (balance, Err(InsufficientFunds)) } else { (left, Ok(left)) }
        })
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        self.exclusively(|balance| {
            let left = balance + i64::from(amount);
            (left, left)
        })
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        self.exclusively(|balance| (balance, balance))
    }
}

impl Account {
    /// Replaces the balance by the one that `work` returns, while no other call uses the account.
    fn exclusively<R>(&self, work: impl FnOnce(i64) -> (i64, R)) -> R {
        let mut busy = self.busy.lock().unwrap();
        while *busy {
            busy = self.free.wait(busy).unwrap();
        }
        *busy = true;
        drop(busy);
        let (balance, answer) = work(self.balance.get());
        self.balance.set(balance);
        *self.busy.lock().unwrap() = false;
        self.free.notify_one();
        answer
    }
}
