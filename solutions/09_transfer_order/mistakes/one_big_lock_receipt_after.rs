//! breaks: rule 4, visible intermediate state
//!
//! One lock for the bank, and the receipt outside it so that receipts can be written together.

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
    bank: Mutex<()>,
    accounts: Vec<Account>,
}

impl Bank {
    /// A bank with these customers and their dollars; an account's number is its index.
    pub fn new(accounts: &[(&str, u64)]) -> Self {
        let open =
            |&(name, balance): &(&str, u64)| Account { name: name.to_owned(), balance: Mutex::new(balance) };
        Self { bank: Mutex::new(()), accounts: accounts.iter().map(open).collect() }
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
        let payee = self.accounts.get(to).ok_or(Refused::UnknownAccount)?;
        let bank = self.bank.lock().unwrap();
        if *payer.balance.lock().unwrap() < amount {
            return Err(Refused::InsufficientFunds);
        }
        *payer.balance.lock().unwrap() -= amount;
        *payee.balance.lock().unwrap() += amount;
        let payer_has = *payer.balance.lock().unwrap();
        let payee_has = *payee.balance.lock().unwrap();
        drop(bank);
        receipt(payer_has, payee_has);
        Ok(())
    }

    /// The balance of the account.
    pub fn balance(&self, account: usize) -> Option<u64> {
        self.accounts.get(account).map(|account| *account.balance.lock().unwrap())
    }

    /// The sum of all balances, at one moment.
    pub fn audit(&self) -> u64 {
        let _bank = self.bank.lock().unwrap();
        let accounts: Vec<_> = self.accounts.iter().map(|account| account.balance.lock().unwrap()).collect();
        accounts.iter().map(|balance| **balance).sum()
    }
}
