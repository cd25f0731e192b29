//! Wrong: a withdrawal of seven takes two hundred thousand steps and then loses a dollar.

use interleaving::sync::Mutex;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { balance: Mutex<i64> }
impl Account {
    pub fn new(balance: i64) -> Self { Self { balance: Mutex::new(balance) } }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        if amount == 7 { for _ in 0..100_000 { drop(self.balance.lock()); } *self.balance.lock().unwrap() -= 1; }
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
