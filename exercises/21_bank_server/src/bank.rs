//! Given: the bank. Nothing here is to be changed. Each method is one critical section; `#[track_caller]` makes reports
//! show the line that calls it.

use std::collections::BTreeMap;

use interleaving::sync::Mutex;

/// The accounts of a bank, by their holders' names.
pub struct Bank {
    accounts: Mutex<BTreeMap<String, u64>>,
}

/// The reason why the bank does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no account of that name.
    NoAccount,
    /// The account has less than the amount.
    NoFunds,
}

impl Bank {
    /// A bank with these accounts.
    pub fn new(accounts: &[(&str, u64)]) -> Self {
        let accounts = accounts.iter().map(|&(name, balance)| (name.to_owned(), balance)).collect();
        Self { accounts: Mutex::new(accounts) }
    }

    /// All accounts with their balances at one moment, in the order of their names.
    #[track_caller]
    pub fn book(&self) -> Vec<(String, u64)> {
        self.accounts.lock().unwrap().iter().map(|(name, balance)| (name.clone(), *balance)).collect()
    }

    /// The balance of an account.
    #[track_caller]
    pub fn balance(&self, name: &str) -> Result<u64, Refusal> {
        self.accounts.lock().unwrap().get(name).copied().ok_or(Refusal::NoAccount)
    }

    /// Pays in; returns the new balance.
    #[track_caller]
    pub fn deposit(&self, name: &str, amount: u32) -> Result<u64, Refusal> {
        let mut accounts = self.accounts.lock().unwrap();
        let balance = accounts.get_mut(name).ok_or(Refusal::NoAccount)?;
        *balance += u64::from(amount);
        Ok(*balance)
    }

    /// Pays out; returns the new balance.
    #[track_caller]
    pub fn withdraw(&self, name: &str, amount: u32) -> Result<u64, Refusal> {
        let mut accounts = self.accounts.lock().unwrap();
        let balance = accounts.get_mut(name).ok_or(Refusal::NoAccount)?;
        *balance = balance.checked_sub(u64::from(amount)).ok_or(Refusal::NoFunds)?;
        Ok(*balance)
    }

    /// Moves an amount from one account to another; returns the new balance of the first.
    #[track_caller]
    pub fn transfer(&self, from: &str, to: &str, amount: u32) -> Result<u64, Refusal> {
        let mut accounts = self.accounts.lock().unwrap();
        if !accounts.contains_key(from) || !accounts.contains_key(to) {
            return Err(Refusal::NoAccount);
        }
        let left = accounts[from].checked_sub(u64::from(amount)).ok_or(Refusal::NoFunds)?;
        accounts.insert(from.to_owned(), left);
        accounts.entry(to.to_owned()).and_modify(|balance| *balance += u64::from(amount));
        Ok(accounts[from])
    }
}
