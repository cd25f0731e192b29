//! Cash machines that pay into accounts which a distant server keeps.
//!
//! One machine by itself does what it should. Run the tests to see two of them at one account.

use interleaving::sync::atomic::{AtomicBool, Ordering::SeqCst};
use interleaving::thread;

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

/// One critical section for each account. The signatures are fixed, the fields are yours.
pub struct Sections {
    taken: Vec<AtomicBool>,
}

impl Sections {
    /// The sections of so many accounts; nobody is in any of them.
    pub fn new(accounts: usize) -> Self {
        Self { taken: (0..accounts).map(|_| AtomicBool::new(false)).collect() }
    }

    /// Waits until nobody is in the section of `account`, and goes in.
    pub fn enter(&self, account: usize) {
        // TODO: Let only one in, also when two come at the same moment.
        while self.taken[account].load(SeqCst) {
            thread::yield_now();
        }
        self.taken[account].store(true, SeqCst);
    }

    /// Leaves the section of `account`. Only who is in it calls this.
    pub fn exit(&self, account: usize) {
        self.taken[account].store(false, SeqCst);
    }
}

/// Pays `amount` into `account` and returns the new balance. All machines of the bank run this.
pub fn deposit(link: &impl Link, sections: &Sections, account: usize, amount: u64) -> Result<u64, LinkDown> {
    // TODO: Be in the section for as long as nobody may come between, and leave it on every path.
    let balance = link.read_balance(account)?;
    sections.enter(account);
    link.write_balance(account, balance + amount)?;
    sections.exit(account);
    Ok(balance + amount)
}
