//! breaks: rule 2, rule 3, rule 4, rule 5, visible intermediate state
//!
//! The payee gets the money first, so that none is missing, and gives it back if the payer has too little.

use interleaving::sync::Mutex;

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
    balance: Mutex<u64>,
}

/// A bank.
pub struct Bank {
    accounts: Vec<Account>,
}

impl Bank {
    /// A bank with these customers and their dollars; an account's number is its index.
    pub fn new(accounts: &[(&str, u64)]) -> Self {
        let open =
            |&(name, balance): &(&str, u64)| Account { name: name.to_owned(), balance: Mutex::new(balance) };
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
        let payee_left = {
            let mut payee = payee.balance.lock().unwrap();
            *payee += amount;
            *payee
        };
        let mut payer = payer.balance.lock().unwrap();
        if *payer < amount {
            drop(payer);
            *payee.balance.lock().unwrap() -= amount;
            return Err(Refused::InsufficientFunds);
        }
        *payer -= amount;
        receipt(*payer, payee_left);
        Ok(())
    }

    /// The balance of the account.
    pub fn balance(&self, account: usize) -> Option<u64> {
        self.accounts.get(account).map(|account| *account.balance.lock().unwrap())
    }

    /// The sum of all balances, at one moment.
    pub fn audit(&self) -> u64 {
        let accounts: Vec<_> = self.accounts.iter().map(|account| account.balance.lock().unwrap()).collect();
        accounts.iter().map(|balance| **balance).sum()
    }
}
