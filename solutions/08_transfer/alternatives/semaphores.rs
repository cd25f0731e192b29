//! design: a binary semaphore for each account, and plain shared balances

use interleaving::cell::Shared;
use interleaving::sync::Semaphore;

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
    turn: Semaphore,
    balance: Shared<u64>,
}

/// A bank.
pub struct Bank {
    accounts: Vec<Account>,
}

impl Bank {
    /// A bank with these customers and their dollars; an account's number is its index.
    pub fn new(accounts: &[(&str, u64)]) -> Self {
        let open = |&(name, balance): &(&str, u64)| Account {
            name: name.to_owned(),
            turn: Semaphore::new(1),
            balance: Shared::new(balance),
        };
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
        let _payer = payer.turn.acquire();
        let _payee = payee.turn.acquire();
        let before = payer.balance.get();
        if before < amount {
            return Err(Refused::InsufficientFunds);
        }
        payer.balance.set(before - amount);
        payee.balance.set(payee.balance.get() + amount);
        receipt(payer.balance.get(), payee.balance.get());
        Ok(())
    }

    /// The balance of the account.
    pub fn balance(&self, account: usize) -> Option<u64> {
        let account = self.accounts.get(account)?;
        let _turn = account.turn.acquire();
        Some(account.balance.get())
    }

    /// The sum of all balances, at one moment.
    pub fn audit(&self) -> u64 {
        let _turns: Vec<_> = self.accounts.iter().map(|account| account.turn.acquire()).collect();
        self.accounts.iter().map(|account| account.balance.get()).sum()
    }
}
