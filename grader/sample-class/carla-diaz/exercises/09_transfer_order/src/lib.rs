//! A bank whose customers pay each other, in both directions.

use interleaving::sync::Mutex;

/// Why nothing was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no account of this number.
    UnknownAccount,
    /// The payer has less than that.
    InsufficientFunds,
}

/// A bank. I put everything behind one lock, then nothing can deadlock.
pub struct Bank {
    names: Vec<String>,
    money: Mutex<Vec<u64>>,
}

impl Bank {
    /// A bank with these customers and their dollars; accounts are called by their index.
    pub fn new(accounts: &[(&str, u64)]) -> Self {
        let names = accounts.iter().map(|(name, _)| name.to_string()).collect();
        let money = accounts.iter().map(|(_, dollars)| *dollars).collect();
        Self { names, money: Mutex::new(money) }
    }

    /// Whose account it is.
    pub fn name(&self, account: usize) -> Option<&str> {
        self.names.get(account).map(|name| name.as_str())
    }

    /// Moves `amount`, or refuses and changes nothing.
    pub fn transfer(
        &self,
        from: usize,
        to: usize,
        amount: u64,
        receipt: impl FnOnce(u64, u64),
    ) -> Result<(), Refused> {
        let mut money = self.money.lock().unwrap();
        if from >= money.len() || to >= money.len() {
            return Err(Refused::UnknownAccount);
        }
        if money[from] < amount {
            return Err(Refused::InsufficientFunds);
        }
        money[from] -= amount;
        money[to] += amount;
        receipt(money[from], money[to]);
        Ok(())
    }

    /// What the account holds.
    pub fn balance(&self, account: usize) -> Option<u64> {
        self.money.lock().unwrap().get(account).copied()
    }

    /// The dollars of all accounts together.
    pub fn audit(&self) -> u64 {
        self.money.lock().unwrap().iter().sum()
    }
}
