//! Honest: a macro of its own with an array.

use interleaving::sync::Mutex;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { balance: Mutex<i64> }
impl Account {
    pub fn new(balance: i64) -> Self { Self { balance: Mutex::new(balance) } }
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

macro_rules! dollars { ($($amount:expr),* $(,)?) => { [$(i64::from($amount)),*] }; }
pub fn two() -> i64 { let list = dollars![1u32, 2u32]; list[1] }
