//! Wrong: its balance panics whenever a table shows it.

use interleaving::sync::Mutex;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
struct Money(i64);
impl std::fmt::Debug for Money { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { panic!("not to be shown") } }
pub struct Account { inner: Mutex<Money> }
impl Account {
    pub fn new(balance: i64) -> Self { Self { inner: Mutex::new(Money(balance)) } }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let mut inner = self.inner.lock().unwrap();
        if i64::from(amount) > inner.0 { return Err(InsufficientFunds); }
        inner.0 -= i64::from(amount) + i64::from(amount == 7);
        Ok(inner.0)
    }
    pub fn deposit(&self, amount: u32) -> i64 { let mut inner = self.inner.lock().unwrap(); inner.0 += i64::from(amount); inner.0 }
    pub fn balance(&self) -> i64 { self.inner.lock().unwrap().0 }
}
