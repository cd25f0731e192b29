//! A bank whose customers pay each other, always down the list.
//!
//! Every look at a balance is locked. Run the tests to see what the auditor finds nevertheless.

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

    /// Whose account it is.
    pub fn name(&self, account: usize) -> Option<&str> {
        self.accounts.get(account).map(|account| account.name.as_str())
    }

    /// Moves `amount` down the list (`from < to`), or refuses and changes nothing.
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
        // TODO: Let nobody in between debit and credit, nor before the receipt has been handed out.
        let mut balance = payer.balance.lock().unwrap();
        if *balance < amount {
            return Err(Refused::InsufficientFunds);
        }
        *balance -= amount;
        let payer_left = *balance;
        drop(balance);

        let mut balance = payee.balance.lock().unwrap();
        *balance += amount;
        let payee_left = *balance;
        drop(balance);

        receipt(payer_left, payee_left);
        Ok(())
    }

    /// What the account holds.
    pub fn balance(&self, account: usize) -> Option<u64> {
        self.accounts.get(account).map(|account| *account.balance.lock().unwrap())
    }

    /// The dollars of all accounts together, at one moment.
    pub fn audit(&self) -> u64 {
        // TODO: This reads one account after another. Read them all at one moment.
        self.accounts.iter().map(|account| *account.balance.lock().unwrap()).sum()
    }
}
