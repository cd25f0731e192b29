//! A bank whose customers pay each other, in both directions.
//!
//! Accounts are reserved, both or none, under one short lock. The receipt is printed with no lock held at all,
//! but with both accounts reserved.

use std::collections::BTreeSet;

use interleaving::sync::{Condvar, Mutex, MutexGuard};

/// Why nothing was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no account of this number.
    UnknownAccount,
    /// The payer has less than that.
    InsufficientFunds,
}

struct Office {
    dollars: Vec<u64>,
    reserved: BTreeSet<usize>,
}

/// A bank.
pub struct Bank {
    customers: Vec<String>,
    office: Mutex<Office>,
    released: Condvar,
}

impl Bank {
    /// A bank with these customers and their dollars; accounts are called by their index.
    pub fn new(accounts: &[(&str, u64)]) -> Self {
        let (customers, dollars) = accounts.iter().map(|&(name, sum)| (String::from(name), sum)).unzip();
        let office = Mutex::new(Office { dollars, reserved: BTreeSet::new() });
        Self { customers, office, released: Condvar::new() }
    }

    /// Whose account it is. Two customers may have the same name.
    pub fn name(&self, account: usize) -> Option<&str> {
        Some(self.customers.get(account)?)
    }

    /// Moves `amount`, or refuses and changes nothing.
    pub fn transfer(
        &self,
        from: usize,
        to: usize,
        amount: u64,
        receipt: impl FnOnce(u64, u64),
    ) -> Result<(), Refused> {
        let known = 0..self.customers.len();
        if !known.contains(&from) || !known.contains(&to) {
            return Err(Refused::UnknownAccount);
        }
        let mut office = self.wait_until_free(&[from, to]);
        let left = office.dollars[from].checked_sub(amount).ok_or(Refused::InsufficientFunds)?;
        office.dollars[from] = left;
        office.dollars[to] += amount;
        let (payer, payee) = (office.dollars[from], office.dollars[to]);
        office.reserved.extend([from, to]);
        drop(office);

        receipt(payer, payee);

        let mut office = self.office.lock().unwrap();
        office.reserved.retain(|account| ![from, to].contains(account));
        self.released.notify_all();
        Ok(())
    }

    /// What the account holds.
    pub fn balance(&self, account: usize) -> Option<u64> {
        self.customers.get(account)?;
        let office = self.wait_until_free(&[account]);
        Some(office.dollars[account])
    }

    /// The dollars of all accounts together, at one moment.
    pub fn audit(&self) -> u64 {
        let everybody: Vec<usize> = (0..self.customers.len()).collect();
        self.wait_until_free(&everybody).dollars.iter().sum()
    }

    fn wait_until_free(&self, accounts: &[usize]) -> MutexGuard<'_, Office> {
        let mut office = self.office.lock().unwrap();
        while accounts.iter().any(|account| office.reserved.contains(account)) {
            office = self.released.wait(office).unwrap();
        }
        office
    }
}
