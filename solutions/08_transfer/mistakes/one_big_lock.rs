//! breaks: rule 6, too much synchronisation
//!
//! Right, but it serves only one customer at a time in the whole bank.

use interleaving::sync::Mutex;

/// The reason why nothing was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no account with this number.
    UnknownAccount,
    /// The payer has less than the amount.
    InsufficientFunds,
}

/// A bank.
pub struct Bank {
    names: Vec<String>,
    balances: Mutex<Vec<u64>>,
}

impl Bank {
    /// A bank with these customers and their dollars; an account's number is its index.
    pub fn new(accounts: &[(&str, u64)]) -> Self {
        let names = accounts.iter().map(|account| account.0.to_owned()).collect();
        Self { names, balances: Mutex::new(accounts.iter().map(|account| account.1).collect()) }
    }

    /// The name of the account's owner.
    pub fn name(&self, account: usize) -> Option<&str> {
        self.names.get(account).map(String::as_str)
    }

    /// Moves `amount` down the list (`from < to`), or refuses and changes nothing.
    pub fn transfer(
        &self,
        from: usize,
        to: usize,
        amount: u64,
        receipt: impl FnOnce(u64, u64),
    ) -> Result<(), Refused> {
        if from.max(to) >= self.names.len() {
            return Err(Refused::UnknownAccount);
        }
        let mut balances = self.balances.lock().unwrap();
        if balances[from] < amount {
            return Err(Refused::InsufficientFunds);
        }
        balances[from] -= amount;
        balances[to] += amount;
        receipt(balances[from], balances[to]);
        Ok(())
    }

    /// The balance of the account.
    pub fn balance(&self, account: usize) -> Option<u64> {
        self.balances.lock().unwrap().get(account).copied()
    }

    /// The sum of all balances, at one moment.
    pub fn audit(&self) -> u64 {
        self.balances.lock().unwrap().iter().sum()
    }
}
