//! design: no lock; `fetch_update` repeats the decision when another thread was faster

use interleaving::sync::atomic::{AtomicI64, Ordering::SeqCst};

/// The account holds less than the requested amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

/// An account.
pub struct Account {
    balance: AtomicI64,
}

impl Account {
    /// An account that holds `balance` dollars.
    pub fn new(balance: i64) -> Self {
        Self { balance: AtomicI64::new(balance) }
    }

    /// Pays `amount` out and returns the new balance, or refuses and changes nothing.
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let amount = i64::from(amount);
        let pay = |balance| (amount <= balance).then(|| balance - amount);
        let before = self.balance.fetch_update(SeqCst, SeqCst, pay);
        before.map(|balance| balance - amount).map_err(|_| InsufficientFunds)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        self.balance.fetch_add(i64::from(amount), SeqCst) + i64::from(amount)
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        self.balance.load(SeqCst)
    }
}
