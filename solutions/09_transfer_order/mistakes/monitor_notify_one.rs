//! breaks: rule 2, rule 4, one notified, many waiting
//!
//! Many threads wait for different accounts in one monitor, and `notify_one` may wake the wrong one.

use interleaving::sync::{Condvar, Mutex, MutexGuard};

/// The reason why nothing was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no account with this number.
    UnknownAccount,
    /// The payer has less than the amount.
    InsufficientFunds,
}

struct Book {
    balances: Vec<u64>,
    busy: Vec<bool>,
}

/// A bank.
pub struct Bank {
    names: Vec<String>,
    book: Mutex<Book>,
    freed: Condvar,
}

impl Bank {
    /// A bank with these customers and their dollars; an account's number is its index.
    pub fn new(accounts: &[(&str, u64)]) -> Self {
        let balances = accounts.iter().map(|account| account.1).collect();
        let book = Book { balances, busy: vec![false; accounts.len()] };
        let names = accounts.iter().map(|account| account.0.to_owned()).collect();
        Self { names, book: Mutex::new(book), freed: Condvar::new() }
    }

    /// The name of the account's owner.
    pub fn name(&self, account: usize) -> Option<&str> {
        self.names.get(account).map(String::as_str)
    }

    /// Moves `amount`, or refuses and changes nothing.
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
        let mut book = self.when(|book| !book.busy[from] && !book.busy[to]);
        if book.balances[from] < amount {
            return Err(Refused::InsufficientFunds);
        }
        book.balances[from] -= amount;
        book.balances[to] += amount;
        let (payer, payee) = (book.balances[from], book.balances[to]);
        book.busy[from] = true;
        book.busy[to] = true;
        drop(book);
        // Both accounts are marked busy, so no call reads them; the book is free for other calls.
        receipt(payer, payee);
        let mut book = self.book.lock().unwrap();
        book.busy[from] = false;
        book.busy[to] = false;
        self.freed.notify_one();
        Ok(())
    }

    /// The balance of the account.
    pub fn balance(&self, account: usize) -> Option<u64> {
        (account < self.names.len()).then(|| self.when(|book| !book.busy[account]).balances[account])
    }

    /// The sum of all balances, at one moment.
    pub fn audit(&self) -> u64 {
        self.when(|book| !book.busy.contains(&true)).balances.iter().sum()
    }

    /// Locks the book and waits until it is `ready`.
    fn when(&self, ready: impl Fn(&Book) -> bool) -> MutexGuard<'_, Book> {
        let mut book = self.book.lock().unwrap();
        while !ready(&book) {
            book = self.freed.wait(book).unwrap();
        }
        book
    }
}
