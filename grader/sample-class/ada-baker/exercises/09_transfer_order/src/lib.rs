//! A bank whose customers pay each other, in both directions.
//!
//! A transfer locks both accounts, the payer's first. Run the tests to see where that ends.

use interleaving::sync::Mutex;

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
    balance: Mutex<u64>,
}

/// A bank. The signatures are fixed, the fields are yours.
pub struct Bank {
    accounts: Vec<Account>,
}

impl Bank {
    /// A bank with these customers and their dollars; accounts are called by their index.
    pub fn new(accounts: &[(&str, u64)]) -> Self {
        let open =
            |&(name, balance): &(&str, u64)| Account { name: name.to_owned(), balance: Mutex::new(balance) };
        Self { accounts: accounts.iter().map(open).collect() }
    }

    /// Whose account it is. Two customers may have the same name.
    pub fn name(&self, account: usize) -> Option<&str> {
        self.accounts.get(account).map(|account| account.name.as_str())
    }

    /// Moves `amount`, or refuses and changes nothing.
    ///
    /// `receipt` is handed both new balances, the payer's first, if the amount was paid: at a moment when
    /// no other call can see or change either account. It may take as long as it likes and may wait for
    /// customers of other accounts.
    pub fn transfer(
        &self,
        from: usize,
        to: usize,
        amount: u64,
        receipt: impl FnOnce(u64, u64),
    ) -> Result<(), Refused> {
        let accounts = (self.accounts.get(from), self.accounts.get(to));
        let (Some(a), Some(b)) = accounts else { return Err(Refused::UnknownAccount) };
        // Paying yourself: there is just the one lock.
        if from == to {
            let mine = a.balance.lock().unwrap();
            if amount > *mine {
                return Err(Refused::InsufficientFunds);
            }
            receipt(*mine, *mine);
            return Ok(());
        }
        // Everybody goes from low account numbers to high ones, so there is no way round in a circle.
        let (mut payer, mut payee);
        if from < to {
            payer = a.balance.lock().unwrap();
            payee = b.balance.lock().unwrap();
        } else {
            payee = b.balance.lock().unwrap();
            payer = a.balance.lock().unwrap();
        }
        if amount > *payer {
            return Err(Refused::InsufficientFunds);
        }
        *payer -= amount;
        *payee += amount;
        receipt(*payer, *payee);
        Ok(())
    }

    /// What the account holds.
    pub fn balance(&self, account: usize) -> Option<u64> {
        self.accounts.get(account).map(|account| *account.balance.lock().unwrap())
    }

    /// The dollars of all accounts together, at one moment.
    pub fn audit(&self) -> u64 {
        let accounts: Vec<_> = self.accounts.iter().map(|account| account.balance.lock().unwrap()).collect();
        accounts.iter().map(|balance| **balance).sum()
    }
}
