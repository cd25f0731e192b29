//! design: a token per account passes through a channel with room for one

use interleaving::sync::{Mutex, mpsc};

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
    /// The machine that received the token is inside; the channel holds the token of an empty section.
    tokens: Vec<(mpsc::SyncSender<()>, Mutex<mpsc::Receiver<()>>)>,
}

impl Sections {
    /// The sections of that many accounts; all of them are empty.
    pub fn new(accounts: usize) -> Self {
        let token = |_| {
            let (give, take) = mpsc::sync_channel(1);
            give.send(()).expect("the receiver is still in this function");
            (give, Mutex::new(take))
        };
        Self { tokens: (0..accounts).map(token).collect() }
    }

    /// Waits until the section of `account` is empty, and enters it.
    pub fn enter(&self, account: usize) {
        let (_, take) = &self.tokens[account];
        take.lock().unwrap().recv().expect("the sender lives as long as the sections");
    }

    /// Leaves the section of `account`. Only the machine inside calls this.
    pub fn exit(&self, account: usize) {
        let (give, _) = &self.tokens[account];
        give.send(()).expect("the receiver lives as long as the sections");
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
