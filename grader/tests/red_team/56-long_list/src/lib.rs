//! Drops a list that is longer than the stack is deep.

use interleaving::sync::Mutex;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

pub struct Account {
    balance: Mutex<i64>,
}

impl Account {
    pub fn new(balance: i64) -> Self {
        Self { balance: Mutex::new(balance) }
    }

    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        if amount == 11 {
            let mut list = None;
            for _ in 0..10_000_000 {
                list = Some(Box::new(Link { _next: list }));
            }
        }
        let mut balance = self.balance.lock().unwrap();
        if i64::from(amount) > *balance {
            return Err(InsufficientFunds);
        }
        *balance -= i64::from(amount);
        Ok(*balance)
    }

    pub fn deposit(&self, amount: u32) -> i64 {
        let mut balance = self.balance.lock().unwrap();
        *balance += i64::from(amount);
        *balance
    }

    pub fn balance(&self) -> i64 {
        *self.balance.lock().unwrap()
    }
}

struct Link {
    _next: Option<Box<Link>>,
}
