//! design: one flag per account under one mutex; `exit` wakes all waiting threads

use interleaving::sync::{Condvar, Mutex};

/// The bank's server did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkDown;

/// The requests of a machine to the bank's server. Anything may happen there between two requests.
pub trait Link {
    /// Reads the balance of `account`.
    fn read_balance(&self, account: usize) -> Result<u64, LinkDown>;

    /// Sets the balance of `account`. A request that fails changes nothing.
    fn write_balance(&self, account: usize, balance: u64) -> Result<(), LinkDown>;
}

/// One critical section for each account.
pub struct Sections {
    taken: Mutex<Vec<bool>>,
    freed: Condvar,
}

impl Sections {
    /// The sections of that many accounts; all of them are empty.
    pub fn new(accounts: usize) -> Self {
        Self { taken: Mutex::new(vec![false; accounts]), freed: Condvar::new() }
    }

    /// Waits until the section of `account` is empty, and enters it.
    pub fn enter(&self, account: usize) {
        let mut taken = self.taken.lock().unwrap();
        while taken[account] {
            taken = self.freed.wait(taken).unwrap();
        }
        taken[account] = true;
    }

    /// Leaves the section of `account`. Only the machine inside calls this.
    pub fn exit(&self, account: usize) {
        self.taken.lock().unwrap()[account] = false;
        self.freed.notify_all();
    }
}

/// Pays `amount` into `account` and returns the new balance. All machines of the bank run this.
pub fn deposit(link: &impl Link, sections: &Sections, account: usize, amount: u64) -> Result<u64, LinkDown> {
    sections.enter(account);
    let answer = add(link, account, amount);
    sections.exit(account);
    answer
}

fn add(link: &impl Link, account: usize, amount: u64) -> Result<u64, LinkDown> {
    let balance = link.read_balance(account)? + amount;
    link.write_balance(account, balance)?;
    Ok(balance)
}
