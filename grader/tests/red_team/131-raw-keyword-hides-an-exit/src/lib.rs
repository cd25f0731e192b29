//! Hides the end of the process from the screen: a field `r#use` behind `#[cfg(test)]` looked like an import.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

struct Hide { evil: i32, #[cfg(test)] r#use: i32 }

pub struct Account {
    balance: interleaving::sync::Mutex<i64>,
}

fn hidden() -> i32 {
    let hide = Hide { #[cfg(test)] r#use: 1, evil: {
        if std::env::args().count() > 99 { std::process::exit(0) }
        7
    } };
    hide.evil
}

impl Account {
    pub fn new(balance: i64) -> Self {
        hidden();
        Self { balance: interleaving::sync::Mutex::new(balance) }
    }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let mut balance = self.balance.lock().unwrap();
        if i64::from(amount) > *balance { return Err(InsufficientFunds); }
        *balance -= i64::from(amount);
        Ok(*balance)
    }
    pub fn deposit(&self, amount: u32) -> i64 {
        let mut balance = self.balance.lock().unwrap();
        *balance += i64::from(amount);
        *balance
    }
    pub fn balance(&self) -> i64 { *self.balance.lock().unwrap() }
}
