//! breaks: rule 2, lost update
//!
//! Reads again inside, as it should, but adds to the balance that it read outside.

use interleaving::sync::Semaphore;

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
    free: Vec<Semaphore>,
}

impl Sections {
    /// The sections of that many accounts; all of them are empty.
    pub fn new(accounts: usize) -> Self {
        Self { free: (0..accounts).map(|_| Semaphore::new(1)).collect() }
    }

    /// Waits until the section of `account` is empty, and enters it.
    pub fn enter(&self, account: usize) {
        self.free[account].wait();
    }

    /// Leaves the section of `account`. Only the machine inside calls this.
    pub fn exit(&self, account: usize) {
        self.free[account].signal();
    }
}

/// Pays `amount` into `account` and returns the new balance. All machines of the bank run this.
pub fn deposit(link: &impl Link, sections: &Sections, account: usize, amount: u64) -> Result<u64, LinkDown> {
    let balance = link.read_balance(account)?;
    sections.enter(account);
    let answer = add(link, account, balance, amount);
    sections.exit(account);
    answer
}

fn add(link: &impl Link, account: usize, balance: u64, amount: u64) -> Result<u64, LinkDown> {
    let _present = link.read_balance(account)?;
    link.write_balance(account, balance + amount)?;
    Ok(balance + amount)
}
