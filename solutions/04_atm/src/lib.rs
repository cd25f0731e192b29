//! Cash machines that pay into accounts which a distant server keeps: the reference.
//!
//! A semaphore of one per account lets one machine in at a time. From the read to the write a machine is
//! inside; the requests that can fail stand in a function of their own, so there is one way in and one out.

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

/// One critical section for each account. The signatures are fixed, the fields are yours.
pub struct Sections {
    free: Vec<Semaphore>,
}

impl Sections {
    /// The sections of so many accounts; nobody is in any of them.
    pub fn new(accounts: usize) -> Self {
        // One for each: a single one for all would be safe, and all customers of the bank in one queue.
        Self { free: (0..accounts).map(|_| Semaphore::new(1)).collect() }
    }

    /// Waits until nobody is in the section of `account`, and goes in.
    pub fn enter(&self, account: usize) {
        // `wait` finds the permit and takes it in one step. A flag that is looked at and set afterwards
        // has the same flaw as a balance that is read and written afterwards.
        self.free[account].wait();
    }

    /// Leaves the section of `account`. Only who is in it calls this.
    pub fn exit(&self, account: usize) {
        self.free[account].signal();
    }
}

/// Pays `amount` into `account` and returns the new balance. All machines of the bank run this.
pub fn deposit(link: &impl Link, sections: &Sections, account: usize, amount: u64) -> Result<u64, LinkDown> {
    sections.enter(account);
    let answer = add(link, account, amount);
    // Once, whatever the answer: who does not leave shuts all others out, and who leaves twice lets two in.
    sections.exit(account);
    answer
}

/// What only one machine may do at a time. A `?` leads out of here, but not past the `exit`.
fn add(link: &impl Link, account: usize, amount: u64) -> Result<u64, LinkDown> {
    let balance = link.read_balance(account)? + amount;
    link.write_balance(account, balance)?;
    Ok(balance)
}

// Another way: let `enter` return a guard whose `Drop` calls `exit`. Then even a panic leaves the section,
// and the requests can stand in `deposit` itself.
