//! design: one thread owns the balance, behind a channel

use interleaving::sync::mpsc::{self, Sender};
use interleaving::thread;

/// The account holds less than the requested amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

/// A request to the owner: the change of the balance, and where to send the new one.
type Request = (i64, Sender<Option<i64>>);

/// An account. Its thread ends when the account is dropped.
pub struct Account {
    requests: Sender<Request>,
}

impl Account {
    /// An account that holds `balance` dollars.
    pub fn new(balance: i64) -> Self {
        let (requests, asked) = mpsc::channel::<Request>();
        thread::spawn(move || {
            let mut balance = balance;
            // One request after another: no other thread can reach the balance.
            for (change, answer) in asked {
                let paid = balance + change >= 0;
                if paid {
                    balance += change;
                }
                // The caller waits for the answer, so the receiver is still there.
                let _ = answer.send(paid.then_some(balance));
            }
        });
        Self { requests }
    }

    /// Pays `amount` out and returns the new balance, or refuses and changes nothing.
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        self.ask(-i64::from(amount)).ok_or(InsufficientFunds)
    }

    /// Pays `amount` in and returns the new balance.
    pub fn deposit(&self, amount: u32) -> i64 {
        self.ask(i64::from(amount)).expect("a deposit is never refused")
    }

    /// The current balance.
    pub fn balance(&self) -> i64 {
        self.ask(0).expect("a read is never refused")
    }

    fn ask(&self, change: i64) -> Option<i64> {
        let (answer, answered) = mpsc::channel();
        self.requests.send((change, answer)).expect("the owner lives as long as the account");
        answered.recv().expect("the owner answers every request")
    }
}
