//! breaks: rule 2, rule 3, rule 4, resources taken piecemeal
//!
//! Ten dollars are ten permits: two customers can each take some, and both find too few.

use interleaving::sync::Semaphore;
use interleaving::sync::atomic::{AtomicI64, Ordering::SeqCst};

/// The account holds less than the requested amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

/// An account.
pub struct Account {
    dollars: Semaphore,
    balance: AtomicI64,
}

impl Account {
    /// An account that holds `balance` dollars.
    pub fn new(balance: i64) -> Self {
        let dollars = Semaphore::new(usize::try_from(balance).unwrap_or(0));
        Self { dollars, balance: AtomicI64::new(balance) }
    }

    /// Pays `amount` out and returns the new balance, or refuses and changes nothing.
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        for taken in 0..amount {
            if !self.dollars.try_wait() {
                (0..taken).for_each(|_| self.dollars.signal());
                return Err(InsufficientFunds);
            }
        }
        Ok(self.balance.fetch_sub(i64::from(amount), SeqCst) - i64::from(amount))
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        (0..amount).for_each(|_| self.dollars.signal());
        self.balance.fetch_add(i64::from(amount), SeqCst) + i64::from(amount)
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        self.balance.load(SeqCst)
    }
}
