//! Wrong where exactly eight calls come between a look and an act: the version that it compares counts to eight.

use interleaving::sync::Mutex;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { inner: Mutex<(i64, u8)> }
impl Account {
    pub fn new(balance: i64) -> Self { Self { inner: Mutex::new((balance, 0)) } }
    fn change(&self, by: i64) -> Result<i64, InsufficientFunds> {
        loop {
            let (seen, version) = *self.inner.lock().unwrap();
            if seen + by < 0 { return Err(InsufficientFunds); }
            let mut inner = self.inner.lock().unwrap();
            if inner.1 != version { continue }
            *inner = (seen + by, (version + 1) % 8);
            return Ok(seen + by);
        }
    }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> { self.change(-i64::from(amount)) }
    pub fn deposit(&self, amount: u32) -> i64 { self.change(i64::from(amount)).unwrap() }
    pub fn balance(&self) -> i64 { self.inner.lock().unwrap().0 }
}
