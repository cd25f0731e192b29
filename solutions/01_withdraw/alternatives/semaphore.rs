//! design: plain shared data under a semaphore of one

use interleaving::cell::Shared;
use interleaving::sync::Semaphore;

/// The account holds less than the requested amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

/// An account.
pub struct Account {
    turn: Semaphore,
    balance: Shared<i64>,
}

impl Account {
    /// An account that holds `balance` dollars.
    pub fn new(balance: i64) -> Self {
        Self { turn: Semaphore::new(1), balance: Shared::new(balance) }
    }

    /// Pays `amount` out and returns the new balance, or refuses and changes nothing.
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let _turn = self.turn.acquire();
        let left = self.balance.get() - i64::from(amount);
        if left < 0 {
            return Err(InsufficientFunds);
        }
        self.balance.set(left);
        Ok(left)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        let _turn = self.turn.acquire();
        let left = self.balance.get() + i64::from(amount);
        self.balance.set(left);
        left
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        let _turn = self.turn.acquire();
        self.balance.get()
    }
}
