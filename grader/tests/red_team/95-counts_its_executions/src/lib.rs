//! Behaves correctly from the second execution on.

use interleaving::sync::Mutex;
static EXECUTIONS: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

pub struct Account {
    balance: Mutex<i64>,
}

impl Account {
    pub fn new(balance: i64) -> Self {
        EXECUTIONS.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        Self { balance: Mutex::new(balance) }
    }

    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let balance = self.balance();
        if i64::from(amount) > balance {
            return Err(InsufficientFunds);
        }
        *self.balance.lock().unwrap() = balance - i64::from(amount);
        Ok(balance - i64::from(amount))
    }

    pub fn deposit(&self, amount: u32) -> i64 {
        let balance = self.balance();
        *self.balance.lock().unwrap() = balance + i64::from(amount);
        balance + i64::from(amount)
    }

    pub fn balance(&self) -> i64 {
        *self.balance.lock().unwrap()
    }
}
