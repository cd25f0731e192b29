//! Cash machines that pay into accounts on a distant server: the reference.
//!
//! A semaphore of one per account lets one machine in at a time. A machine is inside from the read to the
//! write. The requests that can fail are in a function of their own, so there is one way in and one way out.

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

/// One critical section for each account. The signatures are fixed, the fields are yours.
pub struct Sections {
    free: Vec<Semaphore>,
}

impl Sections {
    /// The sections of that many accounts; all of them are empty.
    pub fn new(accounts: usize) -> Self {
        // One for each account: a single one would be safe, but all customers would wait in one queue.
        Self { free: (0..accounts).map(|_| Semaphore::new(1)).collect() }
    }

    /// Waits until the section of `account` is empty, and enters it.
    pub fn enter(&self, account: usize) {
        // `wait` checks for a permit and takes it in one step. Checking a flag and setting it afterwards
        // has the same flaw as reading a balance and writing it afterwards.
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
    // Exactly once, whatever the answer: no exit shuts all others out, and two exits let two in.
    sections.exit(account);
    answer
}

/// Only one machine at a time may do this. A `?` leads out of this function, but not past the `exit`.
fn add(link: &impl Link, account: usize, amount: u64) -> Result<u64, LinkDown> {
    let balance = link.read_balance(account)? + amount;
    link.write_balance(account, balance)?;
    Ok(balance)
}

// Another way: create a guard after `enter`, whose `Drop` calls `exit`. Then even a panic leaves the section,
// and the requests can be in `deposit` itself.
