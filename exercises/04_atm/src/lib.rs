//! Cash machines that pay into accounts on a distant server.
//!
//! A single machine works as it should. Run the tests to see two of them at one account.

use interleaving::sync::atomic::{AtomicBool, Ordering::SeqCst};
use interleaving::thread;

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

/// One critical section for each account. The signatures are fixed, the fields are yours.
pub struct Sections {
    taken: Vec<AtomicBool>,
}

impl Sections {
    /// The sections of that many accounts; all of them are empty.
    pub fn new(accounts: usize) -> Self {
        Self { taken: (0..accounts).map(|_| AtomicBool::new(false)).collect() }
    }

    /// Waits until the section of `account` is empty, and enters it.
    pub fn enter(&self, account: usize) {
        // TODO: Let only one in, even when two come at the same moment.
        while self.taken[account].load(SeqCst) {
            thread::yield_now();
        }
        self.taken[account].store(true, SeqCst);
    }

    /// Leaves the section of `account`. Only the machine inside calls this.
    pub fn exit(&self, account: usize) {
        self.taken[account].store(false, SeqCst);
    }
}

/// Pays `amount` into `account` and returns the new balance. All machines of the bank run this.
pub fn deposit(link: &impl Link, sections: &Sections, account: usize, amount: u64) -> Result<u64, LinkDown> {
    // TODO: Stay in the section as long as no other machine may interfere, and leave it on every path.
    let balance = link.read_balance(account)?;
    sections.enter(account);
    link.write_balance(account, balance + amount)?;
    sections.exit(account);
    Ok(balance + amount)
}
