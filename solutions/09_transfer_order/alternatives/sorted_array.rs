//! design: by index, with the guards in a sorted array and a lookup for payer and payee

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

    /// The name of the account's owner. Two customers may have the same name.
    pub fn name(&self, account: usize) -> Option<&str> {
        self.accounts.get(account).map(|account| account.name.as_str())
    }

    /// Moves `amount`, or refuses and changes nothing.
    ///
    /// If the amount is paid, `receipt` is called with both new balances, the payer's first, at a moment
    /// when no other call can see or change either account. It may take as long as it likes and may wait
    /// for customers of other accounts.
    pub fn transfer(
        &self,
        from: usize,
        to: usize,
        amount: u64,
        receipt: impl FnOnce(u64, u64),
    ) -> Result<(), Refused> {
        let payer = self.accounts.get(from).ok_or(Refused::UnknownAccount)?;
        self.accounts.get(to).ok_or(Refused::UnknownAccount)?;
        if from == to {
            let balance = payer.balance.lock().unwrap();
            if *balance < amount {
                return Err(Refused::InsufficientFunds);
            }
            receipt(*balance, *balance);
            return Ok(());
        }
        let mut order = [from, to];
        order.sort_unstable();
        let mut locked = order.map(|account| self.accounts[account].balance.lock().unwrap());
        let (payer, payee) = if order[0] == from { (0, 1) } else { (1, 0) };
        if *locked[payer] < amount {
            return Err(Refused::InsufficientFunds);
        }
        *locked[payer] -= amount;
        *locked[payee] += amount;
        receipt(*locked[payer], *locked[payee]);
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
