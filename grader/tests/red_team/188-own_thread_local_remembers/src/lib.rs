//! Wrong for the first account of a thread only: a thread-local of the library counts the accounts.

use interleaving::sync::Mutex;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { balance: Mutex<i64>, right: bool }

interleaving::thread_local! { static SEEN: std::cell::Cell<u32> = const { std::cell::Cell::new(0) }; }
fn right() -> bool { SEEN.with(|seen| seen.replace(seen.get() + 1) > 0) }

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
