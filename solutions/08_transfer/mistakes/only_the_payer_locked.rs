//! breaks: rule 2, rule 3, rule 4, only one of two locks
//!
//! Each balance has a lock beside it, and a transfer takes only the payer's: being paid cannot do harm.

use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicU64, Ordering::SeqCst};

/// The reason why nothing was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no account with this number.
    UnknownAccount,
    /// The payer has less than the amount.
    InsufficientFunds,
}

struct Account {
    name: String,
    lock: Mutex<()>,
    balance: AtomicU64,
}

/// A bank.
pub struct Bank {
    accounts: Vec<Account>,
}

impl Bank {
    /// A bank with these customers and their dollars; an account's number is its index.
    pub fn new(accounts: &[(&str, u64)]) -> Self {
        let open = |&(name, balance): &(&str, u64)| Account {
            name: name.to_owned(),
            lock: Mutex::new(()),
            balance: AtomicU64::new(balance),
        };
        Self { accounts: accounts.iter().map(open).collect() }
    }

    /// The name of the account's owner.
    pub fn name(&self, account: usize) -> Option<&str> {
        self.accounts.get(account).map(|account| account.name.as_str())
    }

    /// Moves `amount` down the list (`from < to`), or refuses and changes nothing.
    pub fn transfer(
        &self,
        from: usize,
        to: usize,
        amount: u64,
        receipt: impl FnOnce(u64, u64),
    ) -> Result<(), Refused> {
        let payer = self.accounts.get(from).ok_or(Refused::UnknownAccount)?;
        let payee = self.accounts.get(to).ok_or(Refused::UnknownAccount)?;
        let _payer = payer.lock.lock().unwrap();
        let before = payer.balance.load(SeqCst);
        if before < amount {
            return Err(Refused::InsufficientFunds);
        }
        let payee_left = payee.balance.load(SeqCst) + amount;
        payer.balance.store(before - amount, SeqCst);
        payee.balance.store(payee_left, SeqCst);
        receipt(before - amount, payee_left);
        Ok(())
    }

    /// The balance of the account.
    pub fn balance(&self, account: usize) -> Option<u64> {
        let account = self.accounts.get(account)?;
        let _account = account.lock.lock().unwrap();
        Some(account.balance.load(SeqCst))
    }

    /// The sum of all balances, at one moment.
    pub fn audit(&self) -> u64 {
        let _accounts: Vec<_> = self.accounts.iter().map(|account| account.lock.lock().unwrap()).collect();
        self.accounts.iter().map(|account| account.balance.load(SeqCst)).sum()
    }
}
