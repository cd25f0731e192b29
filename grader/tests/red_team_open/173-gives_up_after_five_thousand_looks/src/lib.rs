//! Wrong: after five thousand looks at a taken lock it goes on as if the lock were free.

use interleaving::hint::spin_loop;
use interleaving::sync::atomic::{AtomicBool, AtomicI64, Ordering::SeqCst};
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { busy: AtomicBool, balance: AtomicI64 }

impl Account {
    pub fn new(balance: i64) -> Self { Self { busy: AtomicBool::new(false), balance: AtomicI64::new(balance) } }
    fn alone<T>(&self, work: impl FnOnce() -> T) -> T {
        let mut looks = 0;
        while self.busy.swap(true, SeqCst) && looks < 5000 { looks += 1; spin_loop(); }
        let answer = work();
        self.busy.store(false, SeqCst);
        answer
    }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        self.alone(|| {
            let balance = self.balance.load(SeqCst);
            if i64::from(amount) > balance { return Err(InsufficientFunds); }
            self.balance.store(balance - i64::from(amount), SeqCst);
            Ok(balance - i64::from(amount))
        })
    }
    pub fn deposit(&self, amount: u32) -> i64 {
        self.alone(|| {
            let balance = self.balance.load(SeqCst);
            self.balance.store(balance + i64::from(amount), SeqCst);
            balance + i64::from(amount)
        })
    }
    pub fn balance(&self) -> i64 { self.alone(|| self.balance.load(SeqCst)) }
}
