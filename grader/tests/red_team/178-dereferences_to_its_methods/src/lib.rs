//! Wrong: the account has no methods; what it dereferences to reads the balance before the call begins.

use interleaving::sync::Mutex;
use std::ops::Deref;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { till: Till }
pub struct Till { balance: Mutex<i64>, seen: Mutex<i64> }
impl Deref for Account {
    type Target = Till;
    fn deref(&self) -> &Till {
        let now = *self.till.balance.lock().unwrap();
        *self.till.seen.lock().unwrap() = now;
        &self.till
    }
}
impl Account { pub fn new(balance: i64) -> Self { Self { till: Till { balance: Mutex::new(balance), seen: Mutex::new(0) } } } }
impl Till {
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let mut balance = self.balance.lock().unwrap();
        let seen = *self.seen.lock().unwrap();
        if i64::from(amount) > seen { return Err(InsufficientFunds); }
        *balance = seen - i64::from(amount);
        Ok(*balance)
    }
    pub fn deposit(&self, amount: u32) -> i64 { let mut balance = self.balance.lock().unwrap(); *balance += i64::from(amount); *balance }
    pub fn balance(&self) -> i64 { *self.balance.lock().unwrap() }
}
