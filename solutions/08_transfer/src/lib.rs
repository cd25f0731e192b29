//! A bank whose customers pay each other, always down the list: the reference.
//!
//! A transfer holds both accounts from the check of the funds to the end of the receipt, and an audit holds
//! all of them while it adds up. Both take their locks down the list, so the waiting cannot close a circle.

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

/// A bank. The signatures are fixed, the fields are yours.
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
        let payee = self.accounts.get(to).ok_or(Refused::UnknownAccount)?;
        // Take both locks before the first read, and hold both until both accounts are right: nobody else
        // may see the state between debit and credit.
        let mut payer = payer.balance.lock().unwrap();
        let mut payee = payee.balance.lock().unwrap();
        if *payer < amount {
            return Err(Refused::InsufficientFunds);
        }
        *payer -= amount;
        *payee += amount;
        // Still under both locks: a receipt that is written later may be overtaken by the next one.
        receipt(*payer, *payee);
        Ok(())
    }

    /// The balance of the account.
    pub fn balance(&self, account: usize) -> Option<u64> {
        self.accounts.get(account).map(|account| *account.balance.lock().unwrap())
    }

    /// The sum of all balances, at one moment.
    pub fn audit(&self) -> u64 {
        // The `Vec` keeps the guards. Adding up while locking would release each account right after reading
        // it, and money could still move from an account not yet read to one already read.
        let accounts: Vec<_> = self.accounts.iter().map(|account| account.balance.lock().unwrap()).collect();
        accounts.iter().map(|balance| **balance).sum()
    }
}

// Another way: a read-write gate in front of the bank. Transfers lock it for reading, many at a time, and
// still lock their two accounts; the audit locks it for writing, and is alone.
