//! breaks: rule 2, rule 3, rule 4, only one of two locks
//!
//! A lock beside each balance, and the transfer takes the payer's: who is paid cannot come to harm.

use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicU64, Ordering::SeqCst};

/// Why nothing was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no account of this number.
    UnknownAccount,
    /// The payer has less than that.
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
    /// A bank with these customers and their dollars; accounts are called by their index.
    pub fn new(accounts: &[(&str, u64)]) -> Self {
        let open = |&(name, balance): &(&str, u64)| Account {
            name: name.to_owned(),
            lock: Mutex::new(()),
            balance: AtomicU64::new(balance),
        };
        Self { accounts: accounts.iter().map(open).collect() }
    }

    /// Whose account it is.
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

    /// What the account holds.
    pub fn balance(&self, account: usize) -> Option<u64> {
        let account = self.accounts.get(account)?;
        let _account = account.lock.lock().unwrap();
        Some(account.balance.load(SeqCst))
    }

    /// The dollars of all accounts together, at one moment.
    pub fn audit(&self) -> u64 {
        let _accounts: Vec<_> = self.accounts.iter().map(|account| account.lock.lock().unwrap()).collect();
        self.accounts.iter().map(|account| account.balance.load(SeqCst)).sum()
    }
}
