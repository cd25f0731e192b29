//! An account that several customers use at the same time: the reference.
//!
//! One lock around the balance, held from the look to the answer. What is decided under it stays true
//! until it is acted on, because whoever wants to change the balance has to wait for the same lock.

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
        // The guard lives to the end of the call. A copy of the number instead of the guard would free
        // the account at the end of this line, and the comparison below would speak about the past.
        let mut balance = self.balance.lock().unwrap();
        if amount > *balance {
            return Err(InsufficientFunds);
        }
        *balance -= amount;
        // Still under the lock: a second look would answer with what others have made of it since.
        Ok(*balance)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        // Nothing is decided here, but reading, adding and writing are three things, and one of two
        // deposits at once would be lost.
        let mut balance = self.balance.lock().unwrap();
        *balance += i64::from(amount);
        *balance
    }

    /// What the account holds.
    pub fn balance(&self) -> i64 {
        *self.balance.lock().unwrap()
    }
}

// Another way: no lock, but an `AtomicI64` and a loop. Read the balance, compute the new one, and
// `compare_exchange` the one for the other: it fails if somebody was faster, and then everything, the
// decision too, is done again. `fetch_update` is that loop.
