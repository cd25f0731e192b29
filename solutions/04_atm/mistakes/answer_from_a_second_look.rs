//! breaks: rule 2, answer from a second read
//!
//! Everything is right up to the exit; then the machine asks the server again what to print.

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
    sections.enter(account);
    let answer = add(link, account, amount);
    sections.exit(account);
    answer?;
    link.read_balance(account)
}

fn add(link: &impl Link, account: usize, amount: u64) -> Result<u64, LinkDown> {
    let balance = link.read_balance(account)? + amount;
    link.write_balance(account, balance)?;
    Ok(balance)
}
