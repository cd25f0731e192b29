//! design: a flag and a condition variable per account; who leaves wakes one

use interleaving::sync::{Condvar, Mutex};

/// The bank's server did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkDown;

/// What a machine can ask of the bank's server. Between two requests anything may happen there.
pub trait Link {
    /// What the account holds.
    fn read_balance(&self, account: usize) -> Result<u64, LinkDown>;

    /// Makes the account hold this much. A request that fails changes nothing.
    fn write_balance(&self, account: usize, balance: u64) -> Result<(), LinkDown>;
}

/// One critical section for each account.
pub struct Sections {
    accounts: Vec<(Mutex<bool>, Condvar)>,
}

impl Sections {
    /// The sections of so many accounts; nobody is in any of them.
    pub fn new(accounts: usize) -> Self {
        Self { accounts: (0..accounts).map(|_| (Mutex::new(false), Condvar::new())).collect() }
    }

    /// Waits until nobody is in the section of `account`, and goes in.
    pub fn enter(&self, account: usize) {
        let (taken, freed) = &self.accounts[account];
        let mut taken = taken.lock().unwrap();
        while *taken {
            taken = freed.wait(taken).unwrap();
        }
        *taken = true;
    }

    /// Leaves the section of `account`. Only who is in it calls this.
    pub fn exit(&self, account: usize) {
        let (taken, freed) = &self.accounts[account];
        *taken.lock().unwrap() = false;
        // One is enough: only those of this account sleep here, and only one of them can go in.
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
