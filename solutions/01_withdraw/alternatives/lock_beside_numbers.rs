//! design: a lock that owns no data, beside two counters that are read and written only under it

use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicI64, Ordering::Relaxed};

/// The account holds less than the requested amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

/// An account.
pub struct Account {
    book: Mutex<()>,
    paid_in: AtomicI64,
    paid_out: AtomicI64,
}

impl Account {
    /// An account that holds `balance` dollars.
    pub fn new(balance: i64) -> Self {
        Self { book: Mutex::new(()), paid_in: AtomicI64::new(balance), paid_out: AtomicI64::new(0) }
    }

    /// Pays `amount` out and returns the new balance, or refuses and changes nothing.
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let _book = self.book.lock().unwrap();
        let amount = i64::from(amount);
        let left = self.left() - amount;
        if left < 0 {
            return Err(InsufficientFunds);
        }
        // Relaxed is enough: the lock orders all accesses.
        self.paid_out.store(self.paid_out.load(Relaxed) + amount, Relaxed);
        Ok(left)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        let _book = self.book.lock().unwrap();
        self.paid_in.store(self.paid_in.load(Relaxed) + i64::from(amount), Relaxed);
        self.left()
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        let _book = self.book.lock().unwrap();
        self.left()
    }
}

impl Account {
    fn left(&self) -> i64 {
        self.paid_in.load(Relaxed) - self.paid_out.load(Relaxed)
    }
}
