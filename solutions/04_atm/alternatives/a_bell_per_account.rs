//! design: a flag and a condition variable per account; `exit` wakes one

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
    accounts: Vec<(Mutex<bool>, Condvar)>,
}

impl Sections {
    /// The sections of that many accounts; all of them are empty.
    pub fn new(accounts: usize) -> Self {
        Self { accounts: (0..accounts).map(|_| (Mutex::new(false), Condvar::new())).collect() }
    }

    /// Waits until the section of `account` is empty, and enters it.
    pub fn enter(&self, account: usize) {
        let (taken, freed) = &self.accounts[account];
        let mut taken = taken.lock().unwrap();
        while *taken {
            taken = freed.wait(taken).unwrap();
        }
        *taken = true;
    }

    /// Leaves the section of `account`. Only the machine inside calls this.
    pub fn exit(&self, account: usize) {
        let (taken, freed) = &self.accounts[account];
        *taken.lock().unwrap() = false;
        // One is enough: only threads of this account wait here, and only one of them can enter.
        freed.notify_one();
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
