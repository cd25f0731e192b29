//! An account that several customers use at the same time: the reference.
//!
//! One lock guards the balance, and each call holds it from the check to the answer. A decision made under
//! the lock stays true until the call acts on it, because every other call has to wait for the same lock.

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
        // The guard lives to the end of the call. Copying the number instead would release the lock at the
        // end of this line, and the comparison below would use a stale balance.
        let mut balance = self.balance.lock().unwrap();
        if amount > *balance {
            return Err(InsufficientFunds);
        }
        *balance -= amount;
        // Still under the lock: a second read under a new lock could see what others have changed since.
        Ok(*balance)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        // Nothing is decided here, but reading, adding and writing are three steps. Without the lock, one
        // of two deposits at the same time could be lost.
        let mut balance = self.balance.lock().unwrap();
        *balance += i64::from(amount);
        *balance
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        *self.balance.lock().unwrap()
    }
}

// Another way: no lock, but an `AtomicI64` and a loop. Read the balance, compute the new one, and
// `compare_exchange` the one for the other. If another thread was faster, the exchange fails and the loop
// starts over, the decision included. `fetch_update` is that loop.
