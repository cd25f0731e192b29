//! Panics with markup that acts on a page.

use interleaving::sync::Mutex;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

pub struct Account {
    balance: Mutex<i64>,
}

impl Account {
    pub fn new(balance: i64) -> Self {
        panic!("\n```\n<script>alert(1)</script>\n::error::forged\u{1b}[2J");
        Self { balance: Mutex::new(balance) }
    }

    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let balance = self.balance();
        if i64::from(amount) > balance {
            return Err(InsufficientFunds);
        }
        *self.balance.lock().unwrap() = balance - i64::from(amount);
        Ok(balance - i64::from(amount))
    }

    pub fn deposit(&self, amount: u32) -> i64 {
        let balance = self.balance();
        *self.balance.lock().unwrap() = balance + i64::from(amount);
        balance + i64::from(amount)
    }

    pub fn balance(&self) -> i64 {
        *self.balance.lock().unwrap()
    }
}
