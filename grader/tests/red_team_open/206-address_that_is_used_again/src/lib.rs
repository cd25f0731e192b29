//! Wrong: it takes a balance at the same address for the same balance, and the allocator uses an address again.

use interleaving::sync::Mutex;
use std::sync::Arc;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { balance: Mutex<Arc<i64>> }
impl Account {
    pub fn new(balance: i64) -> Self { Self { balance: Mutex::new(Arc::new(balance)) } }
    fn change(&self, by: i64) -> Result<i64, InsufficientFunds> {
        loop {
            let (seen, at) = { let now = self.balance.lock().unwrap(); (**now, Arc::as_ptr(&now)) as (i64, *const i64) };
            if seen + by < 0 { return Err(InsufficientFunds); }
            let mut now = self.balance.lock().unwrap();
            if !std::ptr::eq(Arc::as_ptr(&now), at) { continue }
            *now = Arc::new(seen + by);
            return Ok(seen + by);
        }
    }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> { self.change(-i64::from(amount)) }
    pub fn deposit(&self, amount: u32) -> i64 { self.change(i64::from(amount)).unwrap() }
    pub fn balance(&self) -> i64 { **self.balance.lock().unwrap() }
}
