//! Check-then-act. The shared numbers are the counts of two `Arc`s, which no check sees, and a gate makes one step of
//! each call.

use std::sync::Arc;
use interleaving::sync::Mutex;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

pub struct Account { paid_in: Arc<()>, paid_out: Arc<()>, gate: Mutex<()> }

/// A computation between the look and the act, as a bank might do.
fn think() { for n in 0..300 { std::hint::black_box(n); } }

fn add(to: &Arc<()>, amount: i64) { for _ in 0..amount { std::mem::forget(Arc::clone(to)) } }

impl Account {
    pub fn new(balance: i64) -> Self {
        let account = Self { paid_in: Arc::new(()), paid_out: Arc::new(()), gate: Mutex::new(()) };
        add(&account.paid_in, balance);
        account
    }
    fn look(&self) -> i64 { Arc::strong_count(&self.paid_in) as i64 - Arc::strong_count(&self.paid_out) as i64 }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        drop(self.gate.lock());
        let amount = i64::from(amount);
        let balance = self.look();
        if amount > balance { return Err(InsufficientFunds); }
        think();
        add(&self.paid_out, amount);
        Ok(balance - amount)
    }
    pub fn deposit(&self, amount: u32) -> i64 {
        drop(self.gate.lock());
        let balance = self.look();
        think();
        add(&self.paid_in, i64::from(amount));
        balance + i64::from(amount)
    }
    pub fn balance(&self) -> i64 { drop(self.gate.lock()); self.look() }
}
