//! Wrong: the new balance is written by a `Drop` that runs after the lock was given back.

use interleaving::sync::{Mutex, MutexGuard};
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { balance: Mutex<i64>, gate: Mutex<()> }
struct Later<'a>(&'a Account, i64);
impl Drop for Later<'_> { fn drop(&mut self) { *self.0.balance.lock().unwrap() = self.1 } }
/// The fields are dropped in their order: the guard first.
struct Both<'a> { _guard: MutexGuard<'a, ()>, later: Later<'a> }
impl Account {
    pub fn new(balance: i64) -> Self { Self { balance: Mutex::new(balance), gate: Mutex::new(()) } }
    fn open(&self) -> Both<'_> {
        let guard = self.gate.lock().unwrap();
        let balance = *self.balance.lock().unwrap();
        Both { _guard: guard, later: Later(self, balance) }
    }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let mut both = self.open();
        if i64::from(amount) > both.later.1 { return Err(InsufficientFunds); }
        both.later.1 -= i64::from(amount);
        Ok(both.later.1)
    }
    pub fn deposit(&self, amount: u32) -> i64 { let mut both = self.open(); both.later.1 += i64::from(amount); both.later.1 }
    pub fn balance(&self) -> i64 { self.open().later.1 }
}
