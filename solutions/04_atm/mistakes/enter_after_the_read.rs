//! breaks: rule 2, lost update
//!
//! Guards the write only: what is written was computed before.

use interleaving::sync::Semaphore;

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
    free: Vec<Semaphore>,
}

impl Sections {
    /// The sections of so many accounts; nobody is in any of them.
    pub fn new(accounts: usize) -> Self {
        Self { free: (0..accounts).map(|_| Semaphore::new(1)).collect() }
    }

    /// Waits until nobody is in the section of `account`, and goes in.
    pub fn enter(&self, account: usize) {
        self.free[account].wait();
    }

    /// Leaves the section of `account`. Only who is in it calls this.
    pub fn exit(&self, account: usize) {
        self.free[account].signal();
    }
}

/// Pays `amount` into `account` and returns the new balance. All machines of the bank run this.
pub fn deposit(link: &impl Link, sections: &Sections, account: usize, amount: u64) -> Result<u64, LinkDown> {
    let balance = link.read_balance(account)? + amount;
    sections.enter(account);
    let written = link.write_balance(account, balance);
    sections.exit(account);
    written.map(|()| balance)
}
