//! Wrong until somebody shows its balance: the debug text of the balance leaves a mark in it.

use interleaving::sync::Mutex;
use std::cell::Cell;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
struct Money(i64, Cell<bool>);
impl std::fmt::Debug for Money { fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result { self.1.set(true); write!(f, "{}", self.0) } }
pub struct Account { balance: Mutex<Money> }
impl Account {
    pub fn new(balance: i64) -> Self {
        let account = Self { balance: Mutex::new(Money(balance, Cell::new(false))) };
        drop(account.balance.lock());
        account
    }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let amount = i64::from(amount);
        let mut seen = self.balance.lock().unwrap().0;
        let mut balance = self.balance.lock().unwrap();
        if balance.1.get() { seen = balance.0; }
        if amount > seen { return Err(InsufficientFunds); }
        balance.0 = seen - amount;
        Ok(balance.0)
    }
    pub fn deposit(&self, amount: u32) -> i64 {
        let mut seen = self.balance.lock().unwrap().0;
        let mut balance = self.balance.lock().unwrap();
        if balance.1.get() { seen = balance.0; }
        balance.0 = seen + i64::from(amount);
        balance.0
    }
    pub fn balance(&self) -> i64 { self.balance.lock().unwrap().0 }
}
