//! breaks: rule 2, rule 3, rule 4, rule 5, rule 6, lost wakeup
//!
//! `exit` clears the flag, and who sleeps sleeps on.

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
    taken: Mutex<Vec<bool>>,
    freed: Condvar,
}

impl Sections {
    /// The sections of so many accounts; nobody is in any of them.
    pub fn new(accounts: usize) -> Self {
        Self { taken: Mutex::new(vec![false; accounts]), freed: Condvar::new() }
    }

    /// Waits until nobody is in the section of `account`, and goes in.
    pub fn enter(&self, account: usize) {
        let mut taken = self.taken.lock().unwrap();
        while taken[account] {
            taken = self.freed.wait(taken).unwrap();
        }
        taken[account] = true;
    }

    /// Leaves the section of `account`. Only who is in it calls this.
    pub fn exit(&self, account: usize) {
        self.taken.lock().unwrap()[account] = false;
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
