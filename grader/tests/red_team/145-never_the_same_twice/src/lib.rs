//! Wrong, and does something else in every execution, with fixed addresses too: what it leaks moves them.

use interleaving::sync::Mutex;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { balance: Mutex<i64>, turns: usize }

impl Account {
    pub fn new(balance: i64) -> Self {
        let at = Box::leak(Box::new([0u8; 4000])) as *const _ as usize;
        let account = Self { balance: Mutex::new(balance), turns: (at >> 12 ^ at >> 16) % 5 };
        for _ in 0..account.turns { drop(account.balance.lock()) }
        account
    }
    fn turn(&self) { let at = Box::leak(Box::new([0u8; 4000])) as *const _ as usize; for _ in 0..(at >> 12 ^ at >> 16) % 4 { drop(self.balance.lock()) } }

    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        self.turn();
        let amount = i64::from(amount);
        let balance = *self.balance.lock().unwrap();
        if amount > balance { return Err(InsufficientFunds); }
        *self.balance.lock().unwrap() = balance - amount;
        Ok(balance - amount)
    }
    pub fn deposit(&self, amount: u32) -> i64 {
        self.turn();
        let balance = *self.balance.lock().unwrap();
        *self.balance.lock().unwrap() = balance + i64::from(amount);
        balance + i64::from(amount)
    }
    pub fn balance(&self) -> i64 { *self.balance.lock().unwrap() }
}
