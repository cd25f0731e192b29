//! design: a token per account travels through a channel of one place

use interleaving::sync::{Mutex, mpsc};

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
    /// Who has received the token is inside; the one place is where it lies meanwhile.
    tokens: Vec<(mpsc::SyncSender<()>, Mutex<mpsc::Receiver<()>>)>,
}

impl Sections {
    /// The sections of so many accounts; nobody is in any of them.
    pub fn new(accounts: usize) -> Self {
        let token = |_| {
            let (give, take) = mpsc::sync_channel(1);
            give.send(()).expect("the receiver is in our hands");
            (give, Mutex::new(take))
        };
        Self { tokens: (0..accounts).map(token).collect() }
    }

    /// Waits until nobody is in the section of `account`, and goes in.
    pub fn enter(&self, account: usize) {
        let (_, take) = &self.tokens[account];
        take.lock().unwrap().recv().expect("the sender lives as long as the sections");
    }

    /// Leaves the section of `account`. Only who is in it calls this.
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
