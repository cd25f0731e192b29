//! design: any order, but only one thread at a time may be taking locks
//!
//! Who holds one lock and waits for another is alone in doing so, and whom he waits for waits for nobody.

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

/// A bank.
pub struct Bank {
    gate: Mutex<()>,
    accounts: Vec<Account>,
}

impl Bank {
    /// A bank with these customers and their dollars; accounts are called by their index.
    pub fn new(accounts: &[(&str, u64)]) -> Self {
        let open =
            |&(name, balance): &(&str, u64)| Account { name: name.to_owned(), balance: Mutex::new(balance) };
        Self { gate: Mutex::new(()), accounts: accounts.iter().map(open).collect() }
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
        let payer = self.accounts.get(from).ok_or(Refused::UnknownAccount)?;
        let payee = self.accounts.get(to).ok_or(Refused::UnknownAccount)?;
        if from == to {
            let balance = payer.balance.lock().unwrap();
            if *balance < amount {
                return Err(Refused::InsufficientFunds);
            }
            receipt(*balance, *balance);
            return Ok(());
        }
        let gate = self.gate.lock().unwrap();
        let mut payer = payer.balance.lock().unwrap();
        let mut payee = payee.balance.lock().unwrap();
        // The locks are held; others may take theirs.
        drop(gate);
        if *payer < amount {
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
        let gate = self.gate.lock().unwrap();
        let accounts: Vec<_> = self.accounts.iter().map(|account| account.balance.lock().unwrap()).collect();
        drop(gate);
        accounts.iter().map(|balance| **balance).sum()
    }
}
