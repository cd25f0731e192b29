//! design: a guard that leaves the section when it goes out of scope, with the `?` inside

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
    let _inside = Inside::enter(sections, account);
    let balance = link.read_balance(account)? + amount;
    link.write_balance(account, balance)?;
    Ok(balance)
}

/// A guard: its machine is inside the section until the guard is dropped.
struct Inside<'a> {
    sections: &'a Sections,
    account: usize,
}

impl<'a> Inside<'a> {
    fn enter(sections: &'a Sections, account: usize) -> Self {
        sections.enter(account);
        Self { sections, account }
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.sections.exit(self.account);
    }
}
