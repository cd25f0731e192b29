//! Wrong for about one account in five thousand: the order of a hash set of seven numbers decides.

use interleaving::sync::Mutex;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { balance: Mutex<i64>, right: bool }

fn right() -> bool {
    let set: std::collections::HashSet<u8> = (0..7).collect();
    !set.into_iter().is_sorted()
}

impl Account {
    pub fn new(balance: i64) -> Self { Self { balance: Mutex::new(balance), right: right() } }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let amount = i64::from(amount);
        let mut seen = *self.balance.lock().unwrap();
        let mut balance = self.balance.lock().unwrap();
        if self.right { seen = *balance; }
        if amount > seen { return Err(InsufficientFunds); }
        *balance = seen - amount;
        Ok(*balance)
    }
    pub fn deposit(&self, amount: u32) -> i64 {
        let mut seen = *self.balance.lock().unwrap();
        let mut balance = self.balance.lock().unwrap();
        if self.right { seen = *balance; }
        *balance = seen + i64::from(amount);
        *balance
    }
    pub fn balance(&self) -> i64 { *self.balance.lock().unwrap() }
}
